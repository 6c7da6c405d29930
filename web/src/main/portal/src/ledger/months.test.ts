import { describe, expect, it } from 'vitest';
import { monthAfter, monthOf } from './months';

describe('months', () => {
  it('are those of a day', () => {
    expect(monthOf('2026-10-31')).toBe('2026-10');
    expect(monthOf(new Date(2026, 0, 31))).toBe('2026-01');
  });

  it('follow each other over the year', () => {
    expect(monthAfter('2026-12', 1)).toBe('2027-01');
    expect(monthAfter('2026-01', -1)).toBe('2025-12');
    expect(monthAfter('2026-06', 0)).toBe('2026-06');
  });
});
