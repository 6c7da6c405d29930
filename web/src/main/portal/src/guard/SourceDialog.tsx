import { useState } from 'react';
import type { GuardedSource } from '../api/guardShapes';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { NO_WHOLE_NUMBER, wholeNumberIn } from '../parts/wholeNumber';

interface Props {
  readonly kind: 'bans' | 'allowed';
  readonly onClose: () => void;
}

/** Bans a source, or puts it on the list of those that never are. */
export function SourceDialog({ kind, onClose }: Props) {
  const [source, setSource] = useState('');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState('');
  const [unreadable, setUnreadable] = useState(false);
  const bans = kind === 'bans';
  const lasts = wholeNumberIn(hours);
  const save = useChange({
    send: () =>
      change<GuardedSource>('POST', `/guard/${kind}`, {
        source: source.trim(),
        reason: reason.trim(),
        ...(bans && { hours: lasts ?? null }),
      }),
    stale: [`guard-${kind}`],
    done: ({ source: made }) => (bans ? `Banned ${made}` : `Allowed ${made}`),
    after: onClose,
  });
  const submit = () => {
    setUnreadable(lasts === null);
    if (lasts !== null) {
      save.mutate();
    }
  };
  return (
    <Dialog
      title={bans ? 'Ban a source' : 'Allow a source'}
      submit={bans ? 'Ban' : 'Allow'}
      danger={bans}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Source"
        required
        value={source}
        onValue={setSource}
        complaint={complaintAbout(save.error, 'source')}
        help="An IP address, or one with / and a length, such as 192.0.2.0/24."
        input={{ autoComplete: 'off' }}
      />
      <TextField
        label="Reason"
        required
        value={reason}
        onValue={setReason}
        complaint={complaintAbout(save.error, 'reason')}
      />
      {bans && (
        <TextField
          label="Hours"
          value={hours}
          onValue={setHours}
          complaint={unreadable ? NO_WHOLE_NUMBER : complaintAbout(save.error, 'hours')}
          help="For how long; leave it empty to ban until you lift it."
          input={{ inputMode: 'numeric' }}
        />
      )}
    </Dialog>
  );
}
