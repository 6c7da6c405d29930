import { useState } from 'react';
import { change } from '../api/http';
import type { Phone } from '../api/shapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { PhoneFields } from './PhoneFields';
import { bodyOf, complaintAboutName, draftOf } from './draft';

export function EditPhone({ phone, onClose }: { phone: Phone; onClose: () => void }) {
  // what is saved is a change of the phone as it was when this was opened
  const [{ enabled, version }] = useState(phone);
  const [draft, setDraft] = useState(() => draftOf(phone));
  const [nameless, setNameless] = useState<string>();
  const save = useChange({
    send: () => change<Phone>('PUT', `/phones/${phone.id}`, { ...bodyOf(draft), enabled, version }),
    stale: ['phones'],
    done: `Saved phone ${phone.user}`,
    after: onClose,
  });
  const submit = () => {
    const missing = complaintAboutName(draft);
    setNameless(missing);
    if (missing === undefined) {
      save.mutate();
    }
  };
  return (
    <Dialog
      title={`Edit phone ${phone.user}`}
      submit="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <PhoneFields draft={draft} onDraft={setDraft} error={save.error} complaint={nameless} />
    </Dialog>
  );
}
