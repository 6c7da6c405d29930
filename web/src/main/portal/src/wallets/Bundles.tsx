import { Link } from 'react-router';
import { useChoices } from '../api/usePage';
import type { Wallet } from '../api/shapes';
import { Amount } from '../money/Amount';
import { ListFault } from '../parts/ListFault';
import { Panel } from '../parts/Section';

function Others({ title, wallets }: { title: string; wallets: readonly Wallet[] }) {
  return (
    wallets.length > 0 && (
      <Panel title={title}>
        {wallets.map((wallet) => (
          <div key={wallet.id}>
            <Link to={`/wallets/${wallet.id}`}>{wallet.name}</Link>:{' '}
            <Amount of={wallet.available} /> left
          </div>
        ))}
      </Panel>
    )
  );
}

/** A payer's own bundles and other wallets; nothing if there are none. */
export function Bundles({ of }: { of: Wallet }) {
  const { items, reading } = useChoices<Wallet>(['wallets'], '/wallets');
  const others = items.filter(({ id, payer }) => id !== of.id && payer?.id === of.payer?.id);
  return (
    <>
      <ListFault what="your other wallets" error={reading.error} onRetry={reading.retry} />
      <Others title="My bundles" wallets={others.filter(({ currency }) => currency === 'SEC')} />
      <Others
        title="My other wallets"
        wallets={others.filter(({ currency }) => currency !== 'SEC')}
      />
    </>
  );
}
