import type { Account, Money } from '../api/shapes';
import { entered, same, sum } from '../money/money';

/** A line of the form, as typed. */
export interface DraftLine {
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly amount: string;
}

export interface Body {
  readonly reason: string;
  readonly lines: readonly {
    readonly account: string;
    readonly side: 'debit' | 'credit';
    readonly amount: Money;
  }[];
}

export const EMPTY: readonly DraftLine[] = [
  { account: '', side: 'debit', amount: '' },
  { account: '', side: 'credit', amount: '' },
];

/** What is to be sent, or why it will not do yet. Lines without an amount are left out. */
export function bodyOf(
  reason: string,
  lines: readonly DraftLine[],
  accounts: readonly Account[],
): { body: Body } | { complaint: string } {
  if (reason.trim() === '') {
    return { complaint: 'Give a reason.' };
  }
  const sides: Body['lines'][number][] = [];
  for (const line of lines.filter(({ amount }) => amount.trim() !== '')) {
    const account = accounts.find(({ id }) => id === line.account);
    if (account === undefined) {
      return { complaint: 'Choose an account for each amount.' };
    }
    const read = entered(line.amount, account.balance);
    if ('complaint' in read) {
      return { complaint: `${account.code} ${account.name}: ${read.complaint}` };
    }
    const { currency } = account.balance;
    sides.push({ account: account.id, side: line.side, amount: { amount: read.amount, currency } });
  }
  const currencies = [...new Set(sides.map(({ amount }) => amount.currency))];
  const total = (side: string, currency: string) =>
    sum(
      sides
        .filter((each) => each.side === side && each.amount.currency === currency)
        .map(({ amount }) => amount),
      currency,
    );
  const uneven = currencies.find(
    (currency) => !same(total('debit', currency), total('credit', currency)),
  );
  if (sides.length < 2 || uneven !== undefined) {
    return { complaint: 'Debits and credits must be equal.' };
  }
  return { body: { reason: reason.trim(), lines: sides } };
}
