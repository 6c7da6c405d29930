import { ProblemError } from '../api/problem';
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

type Part = 'account' | 'side' | 'amount';

/** The name of a line's field, as the server has it; lines are counted from 0. */
export function fieldOf(line: number, part: Part): string {
  return `lines[${line}].${part}`;
}

/** What is wrong, by the name of the field; `lines` is all of them. */
export type Complaints = Readonly<Record<string, string>>;

export interface Draft {
  readonly body: Body;
  /** Which line of the form each line of the body is. */
  readonly places: readonly number[];
}

/** What is to be sent, or why it will not do yet. Lines in which there is nothing are left out. */
export function draftOf(
  reason: string,
  lines: readonly DraftLine[],
  choices: readonly Choice[],
): { draft: Draft } | { complaints: Complaints } {
  const complaints: Record<string, string> = {};
  if (reason.trim() === '') {
    complaints.reason = 'Give a reason.';
  }
  const sides: Body['lines'][number][] = [];
  const places: number[] = [];
  for (const [place, line] of lines.entries()) {
    if (line.account === '' && line.amount.trim() === '') {
      continue;
    }
    const account = choices.find(({ id }) => id === line.account);
    if (account === undefined) {
      complaints[fieldOf(place, 'account')] = 'Choose an account or a wallet.';
      continue;
    }
    const read = entered(line.amount, account.balance);
    if ('complaint' in read) {
      complaints[fieldOf(place, 'amount')] = read.complaint;
      continue;
    }
    const { currency } = account.balance;
    sides.push({ ...account.of, side: line.side, amount: { amount: read.amount, currency } });
    places.push(place);
  }
  if (Object.keys(complaints).every((field) => field === 'reason')) {
    const uneven = unevenIn(sides);
    if (uneven !== undefined) {
      complaints.lines = uneven;
    }
  }
  return Object.keys(complaints).length > 0
    ? { complaints }
    : { draft: { body: { reason: reason.trim(), lines: sides }, places } };
}

function unevenIn(sides: Body['lines']): string | undefined {
  if (sides.length < 2) {
    return 'Enter a debit and a credit.';
  }
  const total = (side: string, currency: string) =>
    sum(
      sides
        .filter((each) => each.side === side && each.amount.currency === currency)
        .map(({ amount }) => amount),
      currency,
    );
  const even = sides.every(({ amount: { currency } }) =>
    same(total('debit', currency), total('credit', currency)),
  );
  return even ? undefined : 'Debits and credits must be equal.';
}

const OF_A_LINE = /^lines\[(\d+)\]\.(account|walletId|side|amount)/;

/** A refusal of the server with its lines counted, and their fields named, as the form has them. */
export function asInTheForm(error: unknown, { places }: Draft): unknown {
  if (!(error instanceof ProblemError)) {
    return error;
  }
  const { problem } = error;
  const violations = problem.violations.map(({ field, message }) => {
    const [, line, part] = OF_A_LINE.exec(field) ?? [];
    const place = places[Number(line)];
    return place === undefined
      ? { field, message }
      : { field: fieldOf(place, part === 'walletId' ? 'account' : (part as Part)), message };
  });
  return new ProblemError({ ...problem, violations });
}
