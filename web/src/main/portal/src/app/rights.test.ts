import { describe, expect, it } from 'vitest';
import { may } from './rights';

describe('rights', () => {
  it('let finance top up and not touch calls', () => {
    expect(may('FINANCE', 'topUp')).toBe(true);
    expect(may('FINANCE', 'hangUp')).toBe(false);
    expect(may('FINANCE', 'seePhones')).toBe(false);
  });

  it('show a payer a wallet and no ledger', () => {
    expect(may('PAYER', 'seeWallets')).toBe(true);
    expect(may('PAYER', 'topUp')).toBe(false);
    expect(may('PAYER', 'seeLedger')).toBe(false);
    expect(may('PAYER', 'seeSponsors')).toBe(false);
  });

  it('keep money from an agent', () => {
    expect(may('AGENT', 'seeWallets')).toBe(false);
    expect(may('AGENT', 'hangUp')).toBe(true);
  });
});
