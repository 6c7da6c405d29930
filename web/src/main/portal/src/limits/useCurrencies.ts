import type { Reading } from '../api/reading';
import type { Account, Money } from '../api/shapes';
import { useChoices } from '../api/usePage';

const UNTIL_KNOWN: Money = { amount: '0.00000000', currency: 'EUR' };

/**
 * An amount in each currency of the book of whoever looks, with all the decimals that it has; of
 * euros, as long as they are not known.
 */
export function useCurrencies(): {
  readonly currencies: readonly [Money, ...Money[]];
  readonly reading: Reading;
} {
  const { items: accounts, reading } = useChoices<Account>(
    ['ledger', 'currencies'],
    '/ledger/accounts',
  );
  const known = accounts.flatMap(({ balance }) => balance ?? []);
  const found = new Map(known.map((balance) => [balance.currency, balance]));
  const [first, ...more] = [...found.values()].sort((a, b) => a.currency.localeCompare(b.currency));
  return { currencies: first === undefined ? [UNTIL_KNOWN] : [first, ...more], reading };
}
