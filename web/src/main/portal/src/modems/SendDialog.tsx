import { FormGroup, TextArea } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { Said, saidBy } from '../parts/Said';
import { TextField } from '../parts/TextField';

interface Props {
  readonly modem: string;
  readonly onClose: () => void;
}

/** Sends a text message; the network may take its time. */
export function SendDialog({ modem, onClose }: Props) {
  const text = useId();
  const [to, setTo] = useState('');
  const [message, setMessage] = useState('');
  const number = to.replaceAll(/[\s()/.-]/g, '');
  const send = useChange({
    send: () =>
      change('POST', `/modems/${encodeURIComponent(modem)}/messages`, {
        to: number,
        text: message,
      }),
    stale: ['modems'],
    done: `Sent to ${number}`,
    after: onClose,
  });
  const complaint = complaintAbout(send.error, 'text');
  return (
    <Dialog
      title={`Send a message over ${modem}`}
      submit="Send"
      busy={send.isPending}
      error={send.error}
      onSubmit={() => send.mutate()}
      onClose={onClose}
    >
      <TextField
        label="To"
        required
        value={to}
        onValue={setTo}
        complaint={complaintAbout(send.error, 'to')}
        help="A number, such as +49 151 12345678."
        input={{ type: 'tel', autoComplete: 'off' }}
      />
      <FormGroup label="Text" fieldId={text} isRequired>
        <TextArea
          id={text}
          value={message}
          onChange={(_event, typed) => setMessage(typed)}
          rows={4}
          maxLength={1000}
          isRequired
          validated={complaint === undefined ? 'default' : 'error'}
          aria-describedby={saidBy(text)}
        />
        <Said
          field={text}
          help="A long one goes in several parts; the network charges each."
          complaint={complaint}
        />
      </FormGroup>
    </Dialog>
  );
}
