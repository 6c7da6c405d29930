import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Sponsor } from '../api/shapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

/** Opens a sponsor with an empty budget. */
export function OpenSponsor({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState('EUR');
  const [country, setCountry] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const open = useChange({
    send: () =>
      change<Sponsor>('POST', '/sponsors', {
        name: name.trim(),
        currency,
        ...(country.trim() !== '' && { country: country.trim() }),
      }),
    stale: ['sponsors', 'wallets'],
    done: `Opened ${name.trim()}`,
    after: onClose,
  });
  const submit = () => {
    const named = name.trim() !== '';
    setComplaint(named ? undefined : 'Enter the name that calls show.');
    if (named) {
      open.mutate();
    }
  };
  return (
    <Dialog
      title="Open a sponsor"
      description="It gets a wallet: what is paid into it is the budget."
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
        complaint={complaint ?? complaintAbout(open.error, 'name')}
      />
      <TextField
        label="Currency"
        required
        value={currency}
        onValue={(text) => setCurrency(text.toUpperCase())}
        complaint={complaintAbout(open.error, 'currency')}
        help="One that your books keep."
        input={{ maxLength: 3, autoComplete: 'off' }}
      />
      <TextField
        label="Country"
        value={country}
        onValue={(text) => setCountry(text.toUpperCase())}
        complaint={complaintAbout(open.error, 'country')}
        help="Whose tax it pays, such as FR. Left empty: your own country."
        input={{ maxLength: 2, autoComplete: 'off' }}
      />
    </Dialog>
  );
}
