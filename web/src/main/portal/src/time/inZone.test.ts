import { expect, test } from 'vitest';
import { inZone } from './inZone';

test('a time is told by the clocks of a zone, whatever the browser’s are', () => {
  expect(inZone('2026-09-30T22:00:00Z', 'Europe/Berlin')).toBe('2026-10-01 00:00:00');
  expect(inZone('2026-10-31T23:00:00Z', 'Europe/Berlin')).toBe('2026-11-01 00:00:00');
  expect(inZone('2026-10-31T23:00:00Z', 'America/New_York')).toBe('2026-10-31 19:00:00');
});

test('a zone or a time that the browser does not know is told as it came', () => {
  expect(inZone('2026-10-31T23:00:00Z', 'the book’s zone')).toBeUndefined();
  expect(inZone('soon', 'Europe/Berlin')).toBeUndefined();
});
