import { describe, expect, it } from 'vitest';
import { homeOf, isTenantsOnly, may, sees } from './rights';

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

  it('let finance correct, and a payer neither that nor deliver what they bought', () => {
    expect(may('FINANCE', 'correct')).toBe(true);
    expect(may('AGENT', 'correct')).toBe(false);
    expect(may('AGENT', 'deliver')).toBe(true);
    expect(may('PAYER', 'correct')).toBe(false);
    expect(may('PAYER', 'deliver')).toBe(false);
  });

  it('keep money from an agent', () => {
    expect(may('AGENT', 'seeWallets')).toBe(false);
    expect(may('AGENT', 'hangUp')).toBe(true);
  });

  it('leave what needs calls out of the operator’s book', () => {
    const operator = { role: 'FINANCE', tenant: { operator: true } } as const;
    const tenant = { role: 'FINANCE', tenant: { operator: false } } as const;
    expect(homeOf(operator)).toBe('/wallets');
    expect(homeOf(tenant)).toBe('/calls');
    expect(sees(operator, 'seeWallets')).toBe(true);
    expect(sees(operator, 'changeRates')).toBe(true);
    expect(sees(operator, 'seeLedger')).toBe(true);
    for (const right of ['seeCalls', 'seeRates', 'seeSponsors', 'reRate'] as const) {
      expect(sees(tenant, right)).toBe(true);
      expect(sees(operator, right)).toBe(false);
      expect(isTenantsOnly(operator, right)).toBe(true);
    }
  });

  it('keep sounds for the tenant’s admins', () => {
    expect(sees({ role: 'ADMIN', tenant: { operator: false } }, 'seeSounds')).toBe(true);
    expect(sees({ role: 'AGENT', tenant: { operator: false } }, 'seeSounds')).toBe(false);
    expect(sees({ role: 'ADMIN', tenant: { operator: true } }, 'seeSounds')).toBe(false);
  });

  it('keep modems and their messages for the operator', () => {
    for (const right of ['seeModems', 'sendMessages'] as const) {
      expect(sees({ role: 'ADMIN', tenant: { operator: true } }, right)).toBe(true);
      expect(sees({ role: 'FINANCE', tenant: { operator: true } }, right)).toBe(false);
      expect(sees({ role: 'ADMIN', tenant: { operator: false } }, right)).toBe(false);
    }
  });
});
