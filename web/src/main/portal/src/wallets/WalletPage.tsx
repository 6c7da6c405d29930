import { Alert, Button, Label, PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { read } from '../api/http';
import type { Wallet } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Figures } from './Figures';
import { Holds } from './Holds';
import { Statement } from './Statement';
import { TopUp } from './TopUp';

function Frozen() {
  return (
    <Alert variant="warning" isInline title="This wallet is frozen" component="p">
      No call can be paid from it until what it owes is settled.
    </Alert>
  );
}

export default function WalletPage() {
  const { id = '' } = useParams();
  const { role, walletIds } = useMe();
  const [topping, setTopping] = useState(false);
  const query = useQuery({
    queryKey: ['wallets', id],
    queryFn: ({ signal }) => read<Wallet>(`/wallets/${encodeURIComponent(id)}`, {}, signal),
  });
  const wallet = query.data;
  const own = role === 'PAYER' && walletIds.length === 1;
  return (
    <>
      <PageHead
        title={own ? 'My wallet' : (wallet?.name ?? 'Wallet')}
        {...(!own && { above: { name: 'Wallets', path: '/wallets' } })}
        lead={wallet?.payer && !own ? `Payer: ${wallet.payer.name}` : undefined}
        badge={
          wallet?.frozen && (
            <Label isCompact color="red">
              Frozen
            </Label>
          )
        }
        actions={
          wallet && may(role, 'topUp') && <Button onClick={() => setTopping(true)}>Top up</Button>
        }
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the wallet">
          {(it) => (
            <>
              {it.frozen && <Frozen />}
              <Figures wallet={it} />
              <Holds wallet={it} />
            </>
          )}
        </Loaded>
        <Statement walletId={id} />
      </PageSection>
      {topping && wallet && <TopUp wallet={wallet} onClose={() => setTopping(false)} />}
    </>
  );
}
