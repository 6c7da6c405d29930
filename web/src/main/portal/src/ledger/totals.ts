import type { Account, Money } from '../api/shapes';
import { sum } from '../money/money';

/** The sum of all balances, one for each currency of which all are known: zero, as balances are debits less credits. */
export function totalsOf(accounts: readonly Account[]): readonly Money[] {
  const unknown = accounts.filter(({ balance }) => balance === null);
  const currencies = [...new Set(accounts.map(({ currency }) => currency))].filter(
    (currency) => !unknown.some((account) => account.currency === currency),
  );
  return currencies.map((currency) =>
    sum(
      accounts
        .map(({ balance }) => balance)
        .filter((balance) => balance?.currency === currency)
        .filter((balance) => balance !== null),
      currency,
    ),
  );
}
