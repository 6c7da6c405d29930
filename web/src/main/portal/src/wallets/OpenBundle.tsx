import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Wallet } from '../api/shapes';
import { usePosting } from '../api/usePosting';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { usePrefixes } from './usePrefixes';

interface Props {
  readonly wallet: Wallet;
  readonly onOpened: (bundle: Wallet) => void;
  readonly onClose: () => void;
}

/** Opens a bundle of free minutes of the payer whose wallet it is. */
export function OpenBundle({ wallet, onOpened, onClose }: Props) {
  const [name, setName] = useState('');
  const covered = usePrefixes([]);
  const open = usePosting<Wallet>({
    path: '/wallets',
    done: `Opened ${name.trim()}: top it up with seconds`,
    after: onOpened,
  });
  const submit = () =>
    covered.send((prefixes) =>
      open.mutate({ name: name.trim(), prefixes, ofWalletId: wallet.id, currency: 'SEC' }),
    );
  return (
    <Dialog
      title="Open a bundle"
      description={`Seconds that pay for calls of ${wallet.payer?.name ?? 'the payer'} before money does.`}
      submit="Open"
      busy={open.isPending}
      error={open.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Name"
        required
        value={name}
        onValue={setName}
        complaint={complaintAbout(open.error, 'name')}
        input={{ maxLength: 100 }}
      />
      {covered.field({
        label: 'Covers numbers that begin with',
        help: 'With the country’s code, such as 49 or 4930; several with spaces between.',
        required: true,
        error: open.error,
      })}
    </Dialog>
  );
}
