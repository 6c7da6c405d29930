import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import type { Journal } from '../api/ledgerShapes';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

function RejectDialog({ journal, onClose }: { journal: Journal; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const reject = useChange({
    send: () =>
      change<Journal>('POST', `/ledger/journals/${journal.id}/rejection`, {
        reason: reason.trim(),
      }),
    stale: ['ledger'],
    done: 'Rejected the journal',
    after: onClose,
  });
  return (
    <Dialog
      title={`Reject “${journal.reason}”?`}
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
        input={{ maxLength: 500 }}
      />
    </Dialog>
  );
}

/** Approving is for somebody else than who drafted it; rejecting, for both. */
export function Decide({ journal }: { journal: Journal }) {
  const [rejecting, setRejecting] = useState(false);
  const approve = useChange({
    send: () => change<Journal>('POST', `/ledger/journals/${journal.id}/approval`),
    stale: ['ledger', 'wallets'],
    done: 'Posted the journal',
    failed: 'The journal was not posted',
  });
  return (
    <>
      {journal.mine ? (
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
      {rejecting && <RejectDialog journal={journal} onClose={() => setRejecting(false)} />}
    </>
  );
}
