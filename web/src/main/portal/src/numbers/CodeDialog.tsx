import { Alert, Button, Flex } from '@patternfly/react-core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CallerId, CodeWay } from '../api/callerIdShapes';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

const STALE = ['caller-ids'];

/** Has a code brought to a number, and takes it back from who heard it. */
export function CodeDialog({ callerId, onClose }: { callerId: CallerId; onClose: () => void }) {
  const [code, setCode] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const [now, setNow] = useState(callerId);
  const path = `/caller-ids/${callerId.id}`;
  const send = useChange({
    send: (way: CodeWay) => change<CallerId>('POST', `${path}/codes`, { way }),
    stale: STALE,
    after: setNow,
  });
  const verify = useChange({
    send: () => change<CallerId>('POST', `${path}/verification`, { code: code.trim() }),
    stale: STALE,
    done: `${callerId.number} may be shown`,
    after: onClose,
  });
  const submit = () => {
    const good = /^[0-9]{6}$/.test(code.trim());
    setComplaint(good ? undefined : 'Enter the six digits that were heard there.');
    if (good) {
      verify.mutate();
    }
  };
  // One that is good still may be verified anew before it is not.
  const asked = now.state === 'PENDING' || now.state === 'VERIFIED';
  const waits = asked ? now.code : null;
  return (
    <Dialog
      title={`Verify ${callerId.number}`}
      description="Whoever answers there hears a code, twice. The call costs what any call there costs."
      submit="Verify"
      busy={verify.isPending}
      error={verify.error ?? send.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Flex gap={{ default: 'gapSm' }}>
        <Button
          variant={waits !== null ? 'secondary' : 'primary'}
          isDisabled={send.isPending}
          onClick={() => send.mutate('CALL')}
        >
          Call it with a code
        </Button>
        <Button variant="secondary" isDisabled={send.isPending} onClick={() => send.mutate('SMS')}>
          Send a message
        </Button>
      </Flex>
      {waits?.way === 'CALL' && waits.callId !== null && (
        <Alert variant="info" isInline isPlain component="p" title="It is being called.">
          <Link to={`/calls/${waits.callId}`}>What becomes of the call</Link>
        </Alert>
      )}
      {waits?.way === 'SMS' && (
        <Alert variant="info" isInline isPlain component="p" title="A message is on its way." />
      )}
      <TextField
        label="Code"
        required
        value={code}
        onValue={setCode}
        complaint={complaint ?? complaintAbout(verify.error, 'code')}
        help="Six digits; good for ten minutes and five tries."
        input={{ inputMode: 'numeric', autoComplete: 'one-time-code', maxLength: 12 }}
      />
    </Dialog>
  );
}
