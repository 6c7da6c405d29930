import { describe, expect, it } from 'vitest';
import { inForce, onApproval } from './inForce';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const NEW_YEAR = '2026-12-31T23:00:00Z';
const STEP = { by: 'finance', at: '2026-11-27T11:00:00Z' };
const draft = {
  state: 'DRAFT' as const,
  validFrom: NEW_YEAR,
  validUntil: null,
  timeZone: 'Europe/Berlin',
  approved: null,
};

describe('when a deck is in force', () => {
  it('is said by the clocks of its zone', () => {
    expect(onApproval(draft, NOW)).toMatch(/2027.*\(Europe\/Berlin\)/);
    expect(onApproval({ ...draft, timeZone: 'Z' }, NOW)).toMatch(/2026.*\(UTC\)/);
  });

  it('is the draft’s own date while that is to come', () => {
    expect(onApproval(draft, NOW)).toMatch(/^from .*2027.* on$/);
    expect(inForce(draft, NOW)).toMatch(/, once it is approved$/);
  });

  it.each(['2026-11-26T12:00:00Z', '2026-11-27T12:00:00Z', '2026-11-27T12:00:30Z'])(
    'is half a minute after the approval when the draft says %s',
    (validFrom) => {
      expect(inForce({ ...draft, validFrom }, NOW)).toBe('half a minute after it is approved');
    },
  );

  it('has an end when one is set', () => {
    const approved = { ...draft, state: 'APPROVED' as const, approved: STEP };
    expect(inForce(approved, NOW)).toMatch(/^from .* on$/);
    expect(inForce({ ...approved, validUntil: '2027-12-31T23:00:00Z' }, NOW)).toMatch(
      /, until .*2028/,
    );
  });

  it('is over when it was taken back', () => {
    const withdrawn = { ...draft, state: 'WITHDRAWN' as const };
    expect(inForce(withdrawn, NOW)).toMatch(/dropped/);
    expect(inForce({ ...withdrawn, approved: STEP }, NOW)).toMatch(/taken back/);
  });
});
