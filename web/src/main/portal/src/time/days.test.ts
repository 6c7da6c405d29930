import { expect, it } from 'vitest';
import { dayOf, tomorrow } from './days';

it('days follow each other over the year', () => {
  expect(dayOf(new Date(2026, 0, 5))).toBe('2026-01-05');
  expect(tomorrow(new Date(2026, 11, 31, 23, 59))).toBe('2027-01-01');
});
