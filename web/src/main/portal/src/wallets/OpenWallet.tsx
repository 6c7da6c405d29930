import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Wallet } from '../api/shapes';
import { useChoices } from '../api/usePage';
import { ChoiceField } from '../parts/ChoiceField';
import { CodeField } from '../parts/CodeField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { usePosting } from '../api/usePosting';

interface Tenant {
  readonly id: string;
  readonly name: string;
}

/** The operator opens the wallet of a tenant, or a carrier with the wallet that says what it is owed. */
export function OpenWallet({ onClose }: { onClose: () => void }) {
  const { items: tenants, reading } = useChoices<Tenant>(['tenants'], '/tenants');
  const [kind, setKind] = useState('TENANT');
  const [tenant, setTenant] = useState('');
  const [carrier, setCarrier] = useState('');
  const [currency, setCurrency] = useState('EUR');
  const [missing, setMissing] = useState(false);
  const of = kind === 'CARRIER' ? { carrier: carrier.trim() } : { tenantId: tenant };
  const open = usePosting<Wallet>({
    path: '/wallets',
    done: ({ name, payer }) => `Opened the wallet of ${payer?.name ?? name}`,
    after: onClose,
  });
  const submit = () => {
    const named = (kind === 'CARRIER' ? carrier.trim() : tenant) !== '';
    setMissing(!named);
    if (named) {
      open.mutate({ ...of, currency });
    }
  };
  return (
    <Dialog
      title="Open a wallet"
      description="A tenant pays for its calls from its wallet. A carrier’s says what it is owed for them."
      submit="Open"
      busy={open.isPending}
      error={open.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ChoiceField
        label="For"
        value={kind}
        choices={[
          ['TENANT', 'A tenant'],
          ['CARRIER', 'A carrier'],
        ]}
        onValue={setKind}
      />
      {kind === 'CARRIER' ? (
        <TextField
          label="Carrier"
          required
          value={carrier}
          onValue={setCarrier}
          complaint={missing ? 'Enter its name.' : complaintAbout(open.error, 'carrier')}
          input={{ maxLength: 100 }}
        />
      ) : (
        <ChoiceField
          label="Tenant"
          value={tenant}
          choices={[['', 'Choose a tenant'], ...tenants.map(({ id, name }) => [id, name] as const)]}
          onValue={setTenant}
          complaint={missing ? 'Choose one first.' : complaintAbout(open.error, 'tenantId')}
          from={reading}
        />
      )}
      <CodeField
        label="Currency"
        required
        value={currency}
        onValue={setCurrency}
        complaint={complaintAbout(open.error, 'currency')}
        help="One that your books keep."
      />
    </Dialog>
  );
}
