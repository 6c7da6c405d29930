import { Alert, Button, Label, PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { read } from '../api/http';
import type { Wallet } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { formatMoney, signOf } from '../money/money';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Bundles } from './Bundles';
import { Covered } from './Covered';
import { Figures } from './Figures';
import { Holds } from './Holds';
import { OpenBundle } from './OpenBundle';
import { Pockets } from './Pockets';
import { Purchases } from './Purchases';
import { Receivables } from './Receivables';
import { Statement } from './Statement';
import { TaxCountry } from './TaxCountry';
import { TopUp } from './TopUp';

function Frozen({ wallet }: { wallet: Wallet }) {
  return (
    <Alert variant="warning" isInline title="This wallet is frozen" component="p">
      {signOf(wallet.owed) > 0
        ? `It owes ${formatMoney(wallet.owed)}: nothing new is paid from it until that is settled.`
        : 'Nothing new is paid from it until it is released.'}
    </Alert>
  );
}

export default function WalletPage() {
  const { id = '' } = useParams();
  const { role, tenant, walletIds } = useMe();
  const navigate = useNavigate();
  const [topping, setTopping] = useState(false);
  const [bundling, setBundling] = useState(false);
  const query = useQuery({
    queryKey: ['wallets', id],
    queryFn: ({ signal }) => read<Wallet>(`/wallets/${encodeURIComponent(id)}`, {}, signal),
  });
  const wallet = query.data;
  const carrier = wallet?.payer?.kind === 'CARRIER';
  const bundle = wallet?.currency === 'SEC';
  const own = role === 'PAYER' && walletIds.length === 1 && walletIds[0] === id;
  const mayBundle = wallet?.payer?.kind === 'CUSTOMER' && !bundle && !tenant.operator;
  return (
    <>
      <PageHead
        title={own ? 'My wallet' : (wallet?.name ?? 'Wallet')}
        {...(!own && { above: { name: 'Wallets', path: '/wallets' } })}
        lead={
          wallet?.payer && !own
            ? `${carrier ? 'Carrier' : 'Payer'}: ${wallet.payer.name}`
            : undefined
        }
        badge={
          wallet?.frozen && (
            <Label isCompact color="red">
              Frozen
            </Label>
          )
        }
        actions={
          wallet &&
          !carrier &&
          may(role, 'topUp') && (
            <>
              {mayBundle && (
                <Button variant="secondary" onClick={() => setBundling(true)}>
                  Open a bundle
                </Button>
              )}{' '}
              <Button onClick={() => setTopping(true)}>Top up</Button>
            </>
          )
        }
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the wallet">
          {(it) => (
            <>
              {it.frozen && <Frozen wallet={it} />}
              <Figures wallet={it} />
              {bundle && <Covered wallet={it} />}
              {own && <Bundles of={it} />}
              {!carrier && <Pockets wallet={it} />}
              <Holds wallet={it} />
              {!carrier && !bundle && may(role, 'settle') && <TaxCountry wallet={it} />}
            </>
          )}
        </Loaded>
        {wallet && !carrier && !bundle && <Purchases walletId={id} />}
        {wallet && !carrier && may(role, 'settle') && <Receivables walletId={id} />}
        <Statement walletId={id} />
      </PageSection>
      {topping && wallet && <TopUp wallet={wallet} onClose={() => setTopping(false)} />}
      {bundling && wallet && (
        <OpenBundle
          wallet={wallet}
          onOpened={(opened) => {
            setBundling(false);
            void navigate(`/wallets/${opened.id}`);
          }}
          onClose={() => setBundling(false)}
        />
      )}
    </>
  );
}
