import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Sponsor } from '../api/shapes';
import { usePosting } from '../api/usePosting';
import { CodeField } from '../parts/CodeField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

/** Opens a sponsor with an empty budget. */
export function OpenSponsor({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState('EUR');
  const [country, setCountry] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const open = usePosting<Sponsor>({
    path: '/sponsors',
    done: `Opened ${name.trim()}`,
    after: onClose,
  });
  const submit = () => {
    const named = name.trim() !== '';
    setComplaint(named ? undefined : 'Enter the name that calls show.');
    if (named) {
      open.mutate({ name: name.trim(), currency, ...(country !== '' && { country }) });
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
      <CodeField
        label="Currency"
        required
        value={currency}
        onValue={setCurrency}
        complaint={complaintAbout(open.error, 'currency')}
        help="One that your books keep."
      />
      <CodeField
        label="Country"
        value={country}
        onValue={setCountry}
        complaint={complaintAbout(open.error, 'country')}
        help="Whose tax it pays, such as FR. Left empty: your own country."
      />
    </Dialog>
  );
}
