import { describe, expect, it } from 'vitest';
import type { Account, Wallet } from '../api/shapes';
import { EMPTY, bodyOf, choicesOf, walletsIn, type DraftLine } from './draft';

function account(id: string, currency = 'EUR'): Account {
  const balance = { amount: '0.00000000', currency };
  return { id, code: id, name: 'A', kind: 'ASSET', currency, balance, error: null };
}

const CARRIER = {
  id: 'c',
  name: 'North',
  balance: { amount: '9.00000000', currency: 'EUR' },
} as Wallet;
const ACCOUNTS = choicesOf([account('1000'), account('5000'), account('9000', 'JPY')], [CARRIER]);
const line = (id: string, side: DraftLine['side'], amount: string): DraftLine => ({
  account: id && (id.startsWith('wallet') ? id : `account ${id}`),
  side,
  amount,
});
const EVEN = [line('5000', 'debit', '7.50'), line('1000', 'credit', '7.5')];

describe('a journal that is drafted', () => {
  it('has both sides with their currency', () => {
    expect(bodyOf(' Rent ', [...EVEN, line('', 'debit', ' ')], ACCOUNTS)).toEqual({
      body: {
        reason: 'Rent',
        lines: [
          { account: '5000', side: 'debit', amount: { amount: '7.5', currency: 'EUR' } },
          { account: '1000', side: 'credit', amount: { amount: '7.5', currency: 'EUR' } },
        ],
      },
    });
  });

  it('names a wallet in the place of an account', () => {
    const paid = [line('wallet c', 'debit', '5'), line('1000', 'credit', '5')];
    expect(bodyOf('Invoice', paid, ACCOUNTS)).toHaveProperty('body.lines', [
      { walletId: 'c', side: 'debit', amount: { amount: '5', currency: 'EUR' } },
      { account: '1000', side: 'credit', amount: { amount: '5', currency: 'EUR' } },
    ]);
  });

  it('knows which wallets its lines have', () => {
    expect(walletsIn([line('wallet c', 'debit', '5'), ...EVEN, line('', 'debit', '')])).toEqual([
      'c',
    ]);
  });

  it('says what is missing', () => {
    expect(bodyOf('', EVEN, ACCOUNTS)).toEqual({ complaint: 'Give a reason.' });
    expect(bodyOf('x', EMPTY, ACCOUNTS)).toEqual({
      complaint: 'Debits and credits must be equal.',
    });
    expect(bodyOf('x', [line('', 'debit', '1')], ACCOUNTS)).toEqual({
      complaint: 'Choose an account or a wallet for each amount.',
    });
    expect(bodyOf('x', [line('1000', 'debit', 'much')], ACCOUNTS)).toHaveProperty('complaint');
  });

  it('balances in each currency', () => {
    const mixed = [line('5000', 'debit', '7'), line('9000', 'credit', '7')];
    expect(bodyOf('x', mixed, ACCOUNTS)).toEqual({
      complaint: 'Debits and credits must be equal.',
    });
  });
});
