import { SearchInput } from '@patternfly/react-core';
import type { Search } from '../parts/useSearch';

/** The field that searches lists of wallets. */
export function WalletSearch({ search }: { search: Search }) {
  return (
    <SearchInput
      aria-label="Wallets or payers whose name begins with"
      placeholder="Name of wallet or payer"
      value={search.text}
      onChange={(_event, text) => search.onText(text)}
      onClear={() => search.onText('')}
      resetButtonLabel="Clear the search"
    />
  );
}
