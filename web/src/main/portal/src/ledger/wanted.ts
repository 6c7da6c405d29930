import type { Account } from '../api/shapes';

/** Where the transfers of an account are: a code is once in each currency. */
export function pathTo(title: string, currency: string): string | undefined {
  const code = /^\d{4}(?= )/.exec(title)?.[0];
  return code === undefined ? undefined : `/ledger?code=${code}&currency=${currency}`;
}

/** The id of the account that an address names; empty for none. */
export function wantedAmong(
  accounts: readonly Pick<Account, 'id' | 'code' | 'currency'>[],
  parameters: URLSearchParams,
): string {
  const currency = parameters.get('currency');
  return (
    parameters.get('account') ??
    accounts.find(
      (each) =>
        each.code === parameters.get('code') && (currency === null || each.currency === currency),
    )?.id ??
    ''
  );
}
