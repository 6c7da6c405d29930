import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import type { WalletBalance } from '../api/ledgerShapes';
import type { Page } from '../api/shapes';
import { AsOfField, useBookZone } from '../ledger/AsOfField';
import { asOfInWords } from '../ledger/asOf';
import { Amount } from '../money/Amount';
import { Loaded } from '../parts/Loaded';
import { Panel } from '../parts/Section';

function Balance({ walletId, asOf }: { walletId: string; asOf: string }) {
  const zone = useBookZone();
  const query = useQuery({
    queryKey: ['ledger', 'wallets', walletId, asOf],
    queryFn: ({ signal }) =>
      read<Page<WalletBalance>>('/ledger/wallets', { wallet: walletId, asOf }, signal),
  });
  return (
    <Loaded query={query} what="the balance">
      {({ items: [wallet] }) => (
        <p>
          Balance {asOfInWords(asOf, zone)}: <Amount of={wallet?.balance ?? null} />
        </p>
      )}
    </Loaded>
  );
}

/** What was in the wallet at any instant, by the ledger. */
export function BalanceAt({ walletId }: { walletId: string }) {
  const zone = useBookZone();
  const [asOf, setAsOf] = useState('');
  return (
    <Panel title="Balance at another time">
      <div className="ml-asof">
        <AsOfField label="Balance as of" value={asOf} onValue={setAsOf} />
      </div>
      {asOf === '' ? (
        <p className="ml-quiet">
          Choose a date and time by the clocks of {zone}: what took effect until then is counted.
        </p>
      ) : (
        <Balance walletId={walletId} asOf={asOf} />
      )}
    </Panel>
  );
}
