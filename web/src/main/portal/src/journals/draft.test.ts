import { describe, expect, it } from 'vitest';
import { ProblemError, complaintAbout, problemOf } from '../api/problem';
import type { Account, Wallet } from '../api/shapes';
import { EMPTY, asInTheForm, choicesOf, draftOf, walletsIn, type DraftLine } from './draft';

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
    expect(draftOf(' Rent ', [...EVEN, line('', 'debit', ' ')], ACCOUNTS)).toEqual({
      draft: {
        body: {
          reason: 'Rent',
          lines: [
            { account: '5000', side: 'debit', amount: { amount: '7.5', currency: 'EUR' } },
            { account: '1000', side: 'credit', amount: { amount: '7.5', currency: 'EUR' } },
          ],
        },
        places: [0, 1],
      },
    });
  });

  it('names a wallet in the place of an account', () => {
    const paid = [line('wallet c', 'debit', '5'), line('1000', 'credit', '5')];
    expect(draftOf('Invoice', paid, ACCOUNTS)).toHaveProperty('draft.body.lines', [
      { walletId: 'c', side: 'debit', amount: { amount: '5', currency: 'EUR' } },
      { account: '1000', side: 'credit', amount: { amount: '5', currency: 'EUR' } },
    ]);
  });

  it('knows which wallets its lines have', () => {
    expect(walletsIn([line('wallet c', 'debit', '5'), ...EVEN, line('', 'debit', '')])).toEqual([
      'c',
    ]);
  });

  it('says at each field what is wrong there', () => {
    expect(draftOf('', EVEN, ACCOUNTS)).toEqual({ complaints: { reason: 'Give a reason.' } });
    expect(draftOf('x', EMPTY, ACCOUNTS)).toEqual({
      complaints: { lines: 'Enter a debit and a credit.' },
    });
    const wrong = [...EVEN, line('', 'debit', '1'), line('1000', 'debit', 'much')];
    expect(draftOf('', [...wrong, line('1000', 'credit', '')], ACCOUNTS)).toEqual({
      complaints: {
        reason: 'Give a reason.',
        'lines[2].account': 'Choose an account or a wallet.',
        'lines[3].amount': 'Enter digits with a decimal point, such as 25.00.',
        'lines[4].amount': 'Enter an amount.',
      },
    });
  });

  it('balances in each currency', () => {
    const mixed = [line('5000', 'debit', '7'), line('9000', 'credit', '7')];
    expect(draftOf('x', mixed, ACCOUNTS)).toEqual({
      complaints: { lines: 'Debits and credits must be equal.' },
    });
  });
});

describe('a journal that the server refuses', () => {
  const sent = draftOf('x', [line('', 'debit', ''), ...EVEN], ACCOUNTS);
  const refused = (field: string) =>
    asInTheForm(
      new ProblemError(problemOf(422, { violations: [{ field, message: 'is wrong' }] })),
      'draft' in sent ? sent.draft : { body: { reason: '', lines: [] }, places: [] },
    );

  it.each([
    ['lines[0].account', 'lines[1].account'],
    ['lines[1].walletId', 'lines[2].account'],
    ['lines[1].amount', 'lines[2].amount'],
    ['lines[1].amount.amount', 'lines[2].amount'],
    ['lines[0].side', 'lines[1].side'],
    ['lines', 'lines'],
    ['lines[9].account', 'lines[9].account'],
    ['reason', 'reason'],
  ])('has its complaint about %s at %s of the form, where a line is empty', (field, shown) => {
    expect(complaintAbout(refused(field), shown)).toBe('is wrong');
  });

  it('is told as it came when it is no problem of a field', () => {
    const lost = new Error('lost');
    expect(asInTheForm(lost, { body: { reason: '', lines: [] }, places: [] })).toBe(lost);
  });
});
