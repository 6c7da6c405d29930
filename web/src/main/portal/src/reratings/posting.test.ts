import { expect, test } from 'vitest';
import { isBeingPosted } from './posting';

test('re-ratings are read again while one of them is being posted', () => {
  expect(isBeingPosted([{ state: 'POSTED' }, { state: 'APPROVED' }])).toBe(true);
  expect(isBeingPosted([{ state: 'POSTED' }, { state: 'PREPARED' }])).toBe(false);
  expect(isBeingPosted([])).toBe(false);
});
