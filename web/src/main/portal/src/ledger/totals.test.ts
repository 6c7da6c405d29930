import { describe, expect, it } from 'vitest';
import type { Account } from '../api/shapes';
import { totalsOf } from './totals';

function account(code: string, amount: string, currency = 'EUR'): Account {
  return { id: code, code, name: code, kind: 'ASSET', balance: { amount, currency } };
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

  it('keeps currencies apart', () => {
    expect(totalsOf([account('1', '1'), account('2', '2', 'USD')])).toHaveLength(2);
  });
});
