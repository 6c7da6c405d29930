import { describe, expect, it } from 'vitest';
import type { Account } from '../api/shapes';
import { totalsOf } from './totals';

function account(code: string, amount: string, currency = 'EUR'): Account {
  const balance = { amount, currency };
  return { id: code, code, name: code, kind: 'ASSET', currency, balance, error: null };
}

describe('the total of the books', () => {
  it('is zero to the last unit when they are right', () => {
    expect(
      totalsOf([
        account('1000', '100.00000001'),
        account('2100', '-99.90'),
        account('4000', '-0.10000001'),
      ]),
    ).toEqual([{ amount: '0', currency: 'EUR' }]);
  });

  it('is not told of a currency in which a balance is not known', () => {
    const much: Account = { ...account('3000', '0'), balance: null, error: 'overflow' };
    expect(totalsOf([account('1', '1'), much, account('2', '2', 'USD')])).toEqual([
      { amount: '2', currency: 'USD' },
    ]);
  });

  it('keeps currencies apart', () => {
    expect(totalsOf([account('1', '1'), account('2', '2', 'USD')])).toHaveLength(2);
  });
});
