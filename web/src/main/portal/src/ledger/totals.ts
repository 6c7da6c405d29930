import type { Account, Money } from '../api/shapes';
import { sum } from '../money/money';

/** The sum of all balances, one for each currency: zero, as balances are debits less credits. */
export function totalsOf(accounts: readonly Account[]): readonly Money[] {
  const currencies = [...new Set(accounts.map(({ balance }) => balance.currency))];
  return currencies.map((currency) =>
    sum(
      accounts.map(({ balance }) => balance).filter((balance) => balance.currency === currency),
      currency,
    ),
  );
}
