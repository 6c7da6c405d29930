import { describe, expect, it } from 'vitest';
import { formatDuration, formatOffset, millisBetween, spokenDuration } from './duration';

describe('durations', () => {
  it.each([
    [0, '0:00:00'],
    [999, '0:00:00'],
    [65_400, '0:01:05'],
    [3_600_000, '1:00:00'],
    [359_999_000, '99:59:59'],
    [-5, '0:00:00'],
  ])('shows %i ms as %s', (millis, shown) => {
    expect(formatDuration(millis)).toBe(shown);
  });

  it('can be spoken', () => {
    expect(spokenDuration(65_400)).toBe('1 minute 5 seconds');
    expect(spokenDuration(0)).toBe('0 seconds');
    expect(spokenDuration(7_201_000)).toBe('2 hours 1 second');
  });

  it('shows offsets to the millisecond', () => {
    expect(formatOffset('2026-11-22T10:00:00Z', '2026-11-22T10:00:01.042Z')).toBe('+1.042 s');
    expect(formatOffset('2026-11-22T10:00:01Z', '2026-11-22T10:00:00Z')).toBe('+0.000 s');
  });

  it('run on while there is no end', () => {
    const began = '2026-11-22T10:00:00Z';
    expect(millisBetween(began, null, Date.parse(began) + 1500)).toBe(1500);
    expect(millisBetween(began, '2026-11-22T10:00:03Z', 0)).toBe(3000);
  });
});
