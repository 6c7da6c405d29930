import { useState } from 'react';
import { change } from '../api/http';
import type { Destination } from '../api/limitShapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { destinationIn, destinationInWords } from './words';

/** Approves a destination before anybody has called there and was refused. */
export function ApproveDestination({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [unknown, setUnknown] = useState(false);
  const approve = useChange({
    send: (group: string) =>
      change<Destination>('PUT', `/destinations/${group}`, { approved: true }),
    stale: ['destinations'],
    done: ({ id }) => `Calls pass: ${destinationInWords(id)}`,
    after: onClose,
  });
  const group = destinationIn(text);
  const submit = () => {
    setUnknown(group === null);
    if (group !== null) {
      approve.mutate(group);
    }
  };
  return (
    <Dialog
      title="Approve a destination"
      description="Calls there pass a few seconds later, within the limits that are set."
      submit="Approve"
      busy={approve.isPending}
      error={approve.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Destination"
        required
        value={text}
        onValue={setText}
        complaint={
          unknown && group === null
            ? 'Enter the two letters of a country, with -premium or not, or satellite.'
            : undefined
        }
        help={
          group === null
            ? 'A country such as LV, its premium-rate numbers as LV-premium, or satellite.'
            : destinationInWords(group)
        }
        input={{ autoComplete: 'off', autoCapitalize: 'none' }}
      />
    </Dialog>
  );
}
