import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Phone } from '../api/shapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { PhoneFields } from './PhoneFields';
import { SettingsOnce } from './SettingsOnce';
import { EMPTY, bodyOf, complaintAboutName } from './draft';

type Created = Phone & { readonly password: string };

/** Creates a SIP account, then shows its settings with the password, once. */
export function CreatePhone({ onClose }: { onClose: () => void }) {
  const [user, setUser] = useState('');
  const [draft, setDraft] = useState(EMPTY);
  const [complaint, setComplaint] = useState<string>();
  const [nameless, setNameless] = useState<string>();
  const create = useChange({
    send: () => change<Created>('POST', '/phones', { user: user.trim(), ...bodyOf(draft) }),
    stale: ['phones'],
  });
  const submit = () => {
    const good = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(user.trim());
    setComplaint(good ? undefined : 'Use digits or letters, such as 103.');
    const missing = complaintAboutName(draft);
    setNameless(missing);
    if (good && missing === undefined) {
      create.mutate();
    }
  };
  if (create.data) {
    return <SettingsOnce phone={create.data} password={create.data.password} onClose={onClose} />;
  }
  return (
    <Dialog
      title="Create a phone"
      submit="Create"
      busy={create.isPending}
      error={create.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="User"
        required
        value={user}
        onValue={setUser}
        complaint={complaint ?? complaintAbout(create.error, 'user')}
        help="The extension others dial, such as 103."
        input={{ autoComplete: 'off', autoCapitalize: 'none' }}
      />
      <PhoneFields draft={draft} onDraft={setDraft} error={create.error} complaint={nameless} />
    </Dialog>
  );
}
