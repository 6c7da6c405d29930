import { expect, test } from 'vitest';
import { wholeNumberIn } from './wholeNumber';

test('what is no whole number is told from nothing', () => {
  expect(wholeNumberIn(' 24 ')).toBe(24);
  expect(wholeNumberIn(' ')).toBeUndefined();
  for (const text of ['2h', '1.5', '-1', '1e3', '1234567']) {
    expect(wholeNumberIn(text)).toBeNull();
  }
});
