import { Alert, Label, PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { read } from '../api/http';
import type { Wallet } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { formatMoney, signOf } from '../money/money';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { BalanceAt } from './BalanceAt';
import { Bundles } from './Bundles';
import { Covered } from './Covered';
import { Figures } from './Figures';
import { Holds } from './Holds';
import { Limit } from './Limit';
import { Pockets } from './Pockets';
import { Purchases } from './Purchases';
import { Receivables } from './Receivables';
import { Statement } from './Statement';
import { TaxCountry } from './TaxCountry';
import { WalletActions } from './WalletActions';

function Frozen({ wallet }: { wallet: Wallet }) {
  return (
    <Alert variant="warning" isInline title="This wallet is frozen" component="p">
      {signOf(wallet.owed) > 0
        ? `It owes ${formatMoney(wallet.owed)}: nothing new is paid from it until that is settled.`
        : 'Nothing new is paid from it until somebody unfreezes it.'}
    </Alert>
  );
}

export default function WalletPage() {
  const { id = '' } = useParams();
  const { role, walletIds } = useMe();
  const query = useQuery({
    queryKey: ['wallets', id],
    queryFn: ({ signal }) => read<Wallet>(`/wallets/${encodeURIComponent(id)}`, {}, signal),
  });
  const wallet = query.data;
  const carrier = wallet?.payer?.kind === 'CARRIER';
  const bundle = wallet?.currency === 'SEC';
  const own = role === 'PAYER' && walletIds.length === 1 && walletIds[0] === id;
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
        actions={wallet && !carrier && may(role, 'topUp') && <WalletActions wallet={wallet} />}
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
              {!carrier && may(role, 'correct') && <Limit wallet={it} />}
              {!carrier && !bundle && may(role, 'settle') && <TaxCountry wallet={it} />}
            </>
          )}
        </Loaded>
        {wallet && !carrier && !bundle && <Purchases walletId={id} />}
        {wallet && !carrier && may(role, 'settle') && <Receivables walletId={id} />}
        {wallet && may(role, 'seeLedger') && <BalanceAt walletId={id} />}
        <Statement walletId={id} mayRefund={wallet !== undefined && !carrier} />
      </PageSection>
    </>
  );
}
