import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Wallet } from '../api/shapes';
import { useChoices } from '../api/usePage';
import { usePosting } from '../api/usePosting';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { withChosen } from './finding';
import { openingOf, payersOf, type Whose } from './opening';
import { useWalletChoices } from './useWalletChoices';

/** A tenant's people open the wallet of a customer, the tenant's own, or one more of a payer. */
export function OpenMoney({ onClose }: { onClose: () => void }) {
  const [paying, setPaying] = useState<readonly Wallet[]>([]);
  const { wallets, search } = useWalletChoices();
  const payers = payersOf(withChosen(wallets, paying));
  const { items, reading } = useChoices<{ readonly currency: string }>(
    ['ledger', 'currencies'],
    '/ledger/currencies',
  );
  const kept = items.length === 0 ? ['EUR'] : items.map(({ currency }) => currency);
  const [whose, setWhose] = useState<Whose>('CUSTOMER');
  const [customer, setCustomer] = useState('');
  const [payer, setPayer] = useState('');
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState('');
  const currency = chosen || (kept[0] ?? '');
  const [tried, setTried] = useState(false);
  const read = openingOf({ whose, customer, payer, name, currency });
  const missing = tried && 'missing' in read ? read.missing : undefined;
  const open = usePosting<Wallet>({
    path: '/wallets',
    done: (opened) => `Opened ${opened.name} of ${opened.payer?.name ?? 'nobody'}`,
    after: onClose,
  });
  const submit = () => {
    setTried(true);
    if ('body' in read) {
      open.mutate(read.body);
    }
  };
  return (
    <Dialog
      title="Open a wallet"
      description="Customers pay for their calls from theirs. Your own pays for calls that nobody else pays."
      submit="Open"
      busy={open.isPending}
      error={open.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ChoiceField
        label="For"
        value={whose}
        choices={[
          ['CUSTOMER', 'A new customer'],
          ['PAYER', 'A payer who has one'],
          ['OWN', 'Our own calls'],
        ]}
        onValue={setWhose}
      />
      {whose === 'CUSTOMER' && (
        <TextField
          label="Customer"
          required
          value={customer}
          onValue={setCustomer}
          complaint={
            missing === 'customer' ? 'Enter a name.' : complaintAbout(open.error, 'customer')
          }
          input={{ maxLength: 100 }}
        />
      )}
      {whose === 'PAYER' && (
        <>
          {search}
          <ChoiceField
            label="Payer"
            value={payer}
            choices={[['', 'Choose a payer'], ...payers]}
            onValue={(id) => {
              setPayer(id);
              setPaying(wallets.filter((each) => each.payer?.id === id).slice(0, 1));
            }}
            complaint={
              missing === 'payer' ? 'Choose one first.' : complaintAbout(open.error, 'payerId')
            }
          />
        </>
      )}
      <TextField
        label="Name of the wallet"
        required={whose === 'PAYER'}
        value={name}
        onValue={setName}
        complaint={missing === 'name' ? 'Enter a name.' : complaintAbout(open.error, 'name')}
        help={
          whose === 'PAYER' ? 'The payer knows the wallet by it.' : 'The payer’s when left empty.'
        }
        input={{ maxLength: 100 }}
      />
      <ChoiceField
        label="Currency"
        value={currency}
        choices={kept.map((code) => [code, code] as const)}
        onValue={setChosen}
        from={reading}
        complaint={complaintAbout(open.error, 'currency')}
      />
    </Dialog>
  );
}
