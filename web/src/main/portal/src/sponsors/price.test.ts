import { describe, expect, it } from 'vitest';
import type { SponsorOffer } from '../api/shapes';
import { offerInWords } from './price';

const OFFER: SponsorOffer = {
  id: '1',
  sponsorId: '2',
  sponsor: 'Bank',
  name: 'Evenings',
  perCall: null,
  perMinute: { amount: '0.12000000', currency: 'EUR' },
  initialSeconds: 30,
  incrementSeconds: 6,
  atMost: { amount: '2.00000000', currency: 'EUR' },
  conditions: [],
  made: '2026-11-26T10:00:00Z',
  ended: null,
};

describe('an offer', () => {
  it('by the minute has increments and a limit', () => {
    expect(offerInWords(OFFER)).toBe(
      '0.12\u00a0EUR a minute, at least 30 s, then by 6 s, at most 2.00\u00a0EUR a call',
    );
  });

  it('for a call has none', () => {
    const perCall = { amount: '0.50000000', currency: 'EUR' };
    expect(offerInWords({ ...OFFER, perCall, perMinute: null, atMost: null })).toBe(
      '0.50\u00a0EUR a call',
    );
  });
});
