import { Link } from 'react-router';
import { useChoices } from '../api/usePage';
import type { Wallet } from '../api/shapes';
import { Amount } from '../money/Amount';
import { Panel } from '../parts/Section';

/** A payer's own bundles; nothing if there are none. */
export function Bundles({ of }: { of: Wallet }) {
  const bundles = useChoices<Wallet>(['wallets'], '/wallets').filter(
    ({ currency, payer }) => currency === 'SEC' && payer?.id === of.payer?.id,
  );
  return (
    bundles.length > 0 && (
      <Panel title="My bundles">
        {bundles.map((bundle) => (
          <div key={bundle.id}>
            <Link to={`/wallets/${bundle.id}`}>{bundle.name}</Link>:{' '}
            <Amount of={bundle.available} /> left
          </div>
        ))}
      </Panel>
    )
  );
}
