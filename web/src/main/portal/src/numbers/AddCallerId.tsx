import { useState } from 'react';
import type { CallerId } from '../api/callerIdShapes';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

interface Props {
  /** The next thing to do with it. */
  readonly onAdded: (callerId: CallerId) => void;
  readonly onClose: () => void;
}

/** Writes down a number elsewhere that is to be verified. */
export function AddCallerId({ onAdded, onClose }: Props) {
  const [number, setNumber] = useState('');
  const add = useChange({
    send: () =>
      change<CallerId>('POST', '/caller-ids', { number: number.replace(/[\s()/-]/g, '') }),
    stale: ['caller-ids'],
    after: onAdded,
  });
  return (
    <Dialog
      title="Verify a number"
      description="A number elsewhere that you want to show to those whom you call."
      submit="Go on"
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Number"
        required
        value={number}
        onValue={setNumber}
        complaint={complaintAbout(add.error, 'number')}
        help="With + and country code; somebody has to answer there."
        input={{ inputMode: 'tel', autoComplete: 'off', maxLength: 30 }}
      />
    </Dialog>
  );
}
