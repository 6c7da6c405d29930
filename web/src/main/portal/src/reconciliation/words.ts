import type { Difference } from '../api/ledgerShapes';
import type { Money } from '../api/shapes';
import { formatMoney, signOf } from '../money/money';

type Side = 'expected' | 'found';

/** What is counted where no money is told. */
const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'move-without-transfer': ['transfer', 'transfers'],
  'move-without-account': ['account', 'accounts'],
  'transfer-without-moves': ['entry', 'entries'],
  'call-not-charged': ['charge', 'charges'],
  'wholesale-charged-twice': ['charge', 'charges'],
  'cost-charged-twice': ['charge', 'charges'],
  'journal-not-posted': ['posting', 'postings'],
  'journal-not-approved': ['approval', 'approvals'],
  're-rating-not-approved': ['approval', 'approvals'],
};

/** What each amount is where a difference tells two. */
const PAIRS: Readonly<Record<string, readonly [first: string, second: string]>> = {
  'day-balance': ['debits', 'credits'],
  'wallet-day': ['moved by', 'balance'],
};

const signed = (money: Money) => `${signOf(money) > 0 ? '+' : ''}${formatMoney(money)}`;

function counted(name: string, text: string): string {
  if (name === 'charged-seconds') {
    return /^\d+$/.test(text) ? `${text} s` : text;
  }
  if (name === 'wallet-not-frozen') {
    return text === 'true' ? 'frozen' : 'not frozen';
  }
  const words = COUNTED[name];
  if (words === undefined || !/^\d+$/.test(text)) {
    return text;
  }
  return text === '0' ? `no ${words[0]}` : `${text} ${text === '1' ? words[0] : words[1]}`;
}

function told(name: string, amounts: readonly Money[], format: (money: Money) => string): string {
  const pair = amounts.length === 2 ? PAIRS[name] : undefined;
  return amounts
    .map((each, at) => (pair === undefined ? format(each) : `${pair[at] ?? ''} ${format(each)}`))
    .join(', ');
}

/** What was expected, or found, for people. */
export function sideOf({ name, amounts, ...texts }: Difference, side: Side): string {
  const text = texts[side];
  if (amounts === null) {
    return counted(name, text);
  }
  if (text === 'nothing') {
    return text;
  }
  const bound = { '>= ': 'at least ', '<= ': 'at most ' }[text.slice(0, 3)] ?? '';
  const tax = text.endsWith(' of it tax') ? ' of it tax' : '';
  return `${bound}${told(name, amounts[side], formatMoney)}${tax}`;
}

/** Whether what was expected or found is shown as a figure of nobody knows what. */
export function isBare(difference: Difference): boolean {
  return (['expected', 'found'] as const).some((side) => /\d$/.test(sideOf(difference, side)));
}

/** What is found beyond what was expected, with its sign; nothing where there is no such thing. */
export function differenceOf({ name, amounts, expected, found }: Difference): string | undefined {
  if (amounts !== null) {
    const pairs = amounts.difference.map((each, at) => [each, at] as const);
    const names = amounts.difference.length === 2 ? PAIRS[name] : undefined;
    const parts = pairs
      .filter(([each]) => signOf(each) !== 0)
      .map(([each, at]) => `${names === undefined ? '' : `${names[at] ?? ''} `}${signed(each)}`);
    return parts.length === 0 ? undefined : parts.join(', ');
  }
  if (name === 'charged-seconds' && /^\d+$/.test(expected) && /^\d+$/.test(found)) {
    const seconds = BigInt(found) - BigInt(expected);
    return `${seconds < 0n ? `\u2212${-seconds}` : `+${seconds}`} s`;
  }
  return undefined;
}

const many = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** What was compared on a day. */
export function compared(day: { calls: number; transfers: number; wallets: number }): string {
  return `${many(day.calls, 'charge')}, ${many(day.transfers, 'transfer')}, ${many(day.wallets, 'wallet')}`;
}

/** The days whose last checks named a difference first and last; nothing if none is known. */
export function namedOn({ firstDay, lastDay }: Difference): string | undefined {
  if (firstDay === null || lastDay === null) {
    return undefined;
  }
  return firstDay === lastDay ? firstDay : `first ${firstDay}, last ${lastDay}`;
}
