import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Wallet } from '../api/shapes';
import { useChange } from '../api/useChange';
import { CodeField } from '../parts/CodeField';
import { Dialog } from '../parts/Dialog';
import { Panel } from '../parts/Section';

type Payer = NonNullable<Wallet['payer']>;

function taxOf(payer: Payer): string {
  if (payer.kind === 'TENANT') {
    return 'No tax is paid from your own wallets: nothing is sold.';
  }
  return payer.country === null
    ? `${payer.name} pays the tax of your own country.`
    : `${payer.name} pays the tax of ${payer.country}.`;
}

function ChangeCountry({ payer, onClose }: { payer: Payer; onClose: () => void }) {
  const [country, setCountry] = useState(payer.country ?? '');
  const save = useChange({
    send: () =>
      change('PUT', `/payers/${payer.id}/country`, {
        country: country || null,
      }),
    stale: ['wallets'],
    done: `Changed whose tax ${payer.name} pays`,
    after: onClose,
  });
  return (
    <Dialog
      title={`Whose tax does ${payer.name} pay?`}
      description="It holds for calls that begin a minute later; calls that run keep what they began with."
      submit="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <CodeField
        label="Country"
        value={country}
        onValue={setCountry}
        complaint={complaintAbout(save.error, 'country')}
        help="Two letters, such as DE. Left empty: your own country."
      />
    </Dialog>
  );
}

/** The country by whose rates a wallet's payer is taxed. */
export function TaxCountry({ wallet }: { wallet: Wallet }) {
  const [changing, setChanging] = useState(false);
  const payer = wallet.payer;
  return (
    payer && (
      <Panel
        title="Tax"
        actions={
          payer.kind !== 'TENANT' && (
            <Button variant="secondary" size="sm" onClick={() => setChanging(true)}>
              Change the country
            </Button>
          )
        }
      >
        {taxOf(payer)}
        {changing && <ChangeCountry payer={payer} onClose={() => setChanging(false)} />}
      </Panel>
    )
  );
}
