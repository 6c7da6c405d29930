import { expect, test } from 'vitest';
import { inZone, knownZone } from './inZone';

/** As it is told where the clocks show this; written so, because each browser has its own way. */
const told = (clocks: string, zone: string) => inZone(`${clocks}Z`, 'UTC').replace('UTC', zone);

test('a time is told by the clocks of a zone, whatever the browser’s are', () => {
  expect(inZone('2026-09-30T22:00:00Z', 'UTC')).toMatch(/30.*2026.*(10|22):00.*\(UTC\)$/);
  expect(inZone('2026-09-30T22:00:00Z', 'Europe/Berlin')).toBe(
    told('2026-10-01T00:00:00', 'Europe/Berlin'),
  );
  expect(inZone('2026-10-31T23:00:00Z', 'Europe/Berlin')).toBe(
    told('2026-11-01T00:00:00', 'Europe/Berlin'),
  );
  expect(inZone('2026-10-31T23:00:00Z', 'America/New_York')).toBe(
    told('2026-10-31T19:00:00', 'America/New_York'),
  );
});

test('seconds are told when there are any', () => {
  expect(inZone('2026-09-30T22:00:07Z', 'UTC')).toMatch(/:07/);
});

test('a zone that the browser does not know is UTC, and a time that is none stays as it came', () => {
  expect(knownZone('Z')).toBe('UTC');
  expect(inZone('2026-10-31T23:00:00Z', 'the book’s zone')).toBe(
    inZone('2026-10-31T23:00:00Z', 'UTC'),
  );
  expect(inZone('soon', 'Europe/Berlin')).toBe('soon');
});
