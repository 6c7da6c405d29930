import { useState } from 'react';
import type { Phone } from '../api/shapes';
import { useSave } from '../api/useSave';
import { Dialog } from '../parts/Dialog';
import { PhoneFields } from './PhoneFields';
import { bodyOf, complaintAboutName, draftOf } from './draft';

export function EditPhone({ phone, onClose }: { phone: Phone; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(phone));
  const [nameless, setNameless] = useState<string>();
  const save = useSave<Phone>({
    path: '/phones',
    of: phone,
    stale: ['phones'],
    done: `Saved phone ${phone.user}`,
    after: onClose,
  });
  const submit = () => {
    const missing = complaintAboutName(draft);
    setNameless(missing);
    if (missing === undefined) {
      save.mutate({ ...bodyOf(draft), enabled: phone.enabled });
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
