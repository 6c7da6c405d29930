import type { Account, Money, Wallet } from '../api/shapes';
import { entered, same, sum } from '../money/money';

/** Whose side a line may be: an account's, or a wallet's. */
export interface Choice {
  /** Of the choice, not of what is chosen. */
  readonly id: string;
  readonly name: string;
  readonly balance: Money;
  readonly of: { readonly account: string } | { readonly walletId: string };
}

const WALLET = 'wallet ';

/** Wallets have control accounts, which no journal moves by themselves. */
export function choicesOf(accounts: readonly Account[], wallets: readonly Wallet[]): Choice[] {
  return [
    ...accounts.flatMap(({ id, code, name, currency, balance }) => {
      // one that is too much to be shown takes entries of its currency like the others
      const known =
        balance ??
        [...accounts, ...wallets].find((each) => each.balance?.currency === currency)?.balance;
      return known
        ? [{ id: `account ${id}`, name: `${code} ${name}`, balance: known, of: { account: id } }]
        : [];
    }),
    ...wallets.map(({ id, name, balance }) => ({
      id: `${WALLET}${id}`,
      name: `Wallet ${name}`,
      balance,
      of: { walletId: id },
    })),
  ];
}

/** A line of the form, as typed. */
export interface DraftLine {
  /** The choice's id. */
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly amount: string;
}

/** The ids of the wallets that lines have. */
export function walletsIn(lines: readonly DraftLine[]): readonly string[] {
  return lines
    .filter(({ account }) => account.startsWith(WALLET))
    .map(({ account }) => account.slice(WALLET.length));
}

export interface Body {
  readonly reason: string;
  readonly lines: readonly (Choice['of'] & {
    readonly side: 'debit' | 'credit';
    readonly amount: Money;
  })[];
}

export const EMPTY: readonly DraftLine[] = [
  { account: '', side: 'debit', amount: '' },
  { account: '', side: 'credit', amount: '' },
];

/** What is to be sent, or why it will not do yet. Lines without an amount are left out. */
export function bodyOf(
  reason: string,
  lines: readonly DraftLine[],
  choices: readonly Choice[],
): { body: Body } | { complaint: string } {
  if (reason.trim() === '') {
    return { complaint: 'Give a reason.' };
  }
  const sides: Body['lines'][number][] = [];
  for (const line of lines.filter(({ amount }) => amount.trim() !== '')) {
    const account = choices.find(({ id }) => id === line.account);
    if (account === undefined) {
      return { complaint: 'Choose an account or a wallet for each amount.' };
    }
    const read = entered(line.amount, account.balance);
    if ('complaint' in read) {
      return { complaint: `${account.name}: ${read.complaint}` };
    }
    const { currency } = account.balance;
    sides.push({ ...account.of, side: line.side, amount: { amount: read.amount, currency } });
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
