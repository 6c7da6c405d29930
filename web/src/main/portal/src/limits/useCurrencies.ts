import type { Account } from '../api/shapes';
import { useChoices } from '../api/usePage';

/** The currencies of the book of whoever looks; its own, as long as they are not known. */
export function useCurrencies(): readonly string[] {
  const accounts = useChoices<Account>(['ledger', 'currencies'], '/ledger/accounts');
  const found = [...new Set(accounts.map(({ balance }) => balance.currency))].sort();
  return found.length === 0 ? ['EUR'] : found;
}
