import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import type { Wallet } from '../api/shapes';
import { useChange } from '../api/useChange';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Dialog } from '../parts/Dialog';
import { Panel } from '../parts/Section';
import { usePrefixes } from './usePrefixes';

function ChangePrefixes({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const prefixes = usePrefixes(wallet.prefixes ?? []);
  const save = useChange({
    send: (all: readonly string[]) =>
      change('PUT', `/wallets/${wallet.id}/prefixes`, { prefixes: all }),
    stale: ['wallets'],
    done: `Changed what ${wallet.name} covers`,
    after: onClose,
  });
  return (
    <Dialog
      title={`What does ${wallet.name} cover?`}
      description="It holds for calls that begin a few seconds later; calls that run keep what they began with."
      submit="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={() => prefixes.send(save.mutate)}
      onClose={onClose}
    >
      {prefixes.field({
        label: 'Numbers that begin with',
        help: 'With the country’s code, such as 49 or 4930. Left empty: none.',
        error: save.error,
      })}
    </Dialog>
  );
}

/** Which numbers a bundle covers. */
export function Covered({ wallet }: { wallet: Wallet }) {
  const { role } = useMe();
  const [changing, setChanging] = useState(false);
  const prefixes = wallet.prefixes ?? [];
  return (
    <Panel
      title="Covers"
      actions={
        may(role, 'topUp') && (
          <Button variant="secondary" size="sm" onClick={() => setChanging(true)}>
            Change the numbers
          </Button>
        )
      }
    >
      {prefixes.length === 0 ? (
        'No number: no call draws on it.'
      ) : (
        <>
          Numbers that begin with{' '}
          {prefixes.map((prefix, index) => (
            <span key={prefix}>
              {index > 0 && ', '}
              <code>{prefix}</code>
            </span>
          ))}
          . Of several bundles the one with the longest fitting beginning pays first, then the one
          that expires first.
        </>
      )}
      {changing && <ChangePrefixes wallet={wallet} onClose={() => setChanging(false)} />}
    </Panel>
  );
}
