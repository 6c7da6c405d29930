import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { NO_PERSONS } from '../ledger/noPersons';
import { Dialog } from './Dialog';
import { TextField } from './TextField';

interface Props {
  /** Such as "journal". */
  readonly what: string;
  readonly path: string;
  readonly prepared: { readonly reason: string; readonly mine: boolean };
  readonly stale: readonly string[];
  /** Said when it was approved. */
  readonly done: string;
}

function RejectDialog({ what, path, prepared, stale, onClose }: Props & { onClose: () => void }) {
  const [reason, setReason] = useState('');
  const reject = useChange({
    send: () => change('POST', `${path}/rejection`, { reason: reason.trim() }),
    stale,
    done: `Rejected the ${what}`,
    after: onClose,
  });
  return (
    <Dialog
      title={`Reject “${prepared.reason}”?`}
      description="It will never be posted."
      submit="Reject"
      danger
      busy={reject.isPending}
      error={reject.error}
      onSubmit={() => reject.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Reason"
        required
        value={reason}
        onValue={setReason}
        complaint={complaintAbout(reject.error, 'reason')}
        help={NO_PERSONS}
        input={{ maxLength: 500 }}
      />
    </Dialog>
  );
}

/** Approving is for somebody else than who prepared it; rejecting, for both. */
export function Decide(props: Props) {
  const { what, path, prepared, stale, done } = props;
  const [rejecting, setRejecting] = useState(false);
  const approve = useChange({
    send: () => change('POST', `${path}/approval`),
    stale,
    done,
    failed: `The ${what} was not approved`,
  });
  return (
    <>
      {prepared.mine ? (
        <span>Somebody else approves it. </span>
      ) : (
        <Button
          variant="secondary"
          size="sm"
          isLoading={approve.isPending}
          isDisabled={approve.isPending}
          onClick={() => approve.mutate()}
        >
          Approve
        </Button>
      )}{' '}
      <Button variant="link" size="sm" onClick={() => setRejecting(true)}>
        Reject
      </Button>
      {rejecting && <RejectDialog {...props} onClose={() => setRejecting(false)} />}
    </>
  );
}
