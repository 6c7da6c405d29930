import { useState } from 'react';
import { useNavigate } from 'react-router';
import { change } from '../api/http';
import type { Journal } from '../api/ledgerShapes';
import { OnceKey } from '../api/onceKey';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { uuid7 } from '../api/uuid7';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { NO_PERSONS } from './noPersons';

interface Props {
  readonly transfer: string;
  readonly onClose: () => void;
}

/** Drafts the exact mirror of a transfer; somebody else approves it. */
export function ReverseDialog({ transfer, onClose }: Props) {
  const [key] = useState(() => new OnceKey(() => uuid7()));
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const draft = useChange({
    send: (body: { reason: string; reverses: string }) =>
      change<Journal>('PUT', `/ledger/journals/${key.for(body)}`, body),
    stale: ['ledger'],
    done: 'Drafted the reversal',
    after: () => void navigate('/journals'),
  });
  return (
    <Dialog
      title="Reverse this transfer?"
      description="Its mirror is drafted; it is posted once somebody else approves it."
      submit="Draft the reversal"
      busy={draft.isPending}
      error={draft.error}
      onSubmit={() => draft.mutate({ reason: reason.trim(), reverses: transfer })}
      onClose={onClose}
    >
      <TextField
        label="Reason"
        required
        value={reason}
        onValue={setReason}
        complaint={complaintAbout(draft.error, 'reason')}
        help={NO_PERSONS}
        input={{ maxLength: 500 }}
      />
    </Dialog>
  );
}
