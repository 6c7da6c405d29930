import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { ReRating } from '../api/reRatingShapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

function RejectDialog({ rating, onClose }: { rating: ReRating; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const reject = useChange({
    send: () =>
      change<ReRating>('POST', `/re-ratings/${rating.id}/rejection`, { reason: reason.trim() }),
    stale: ['re-ratings'],
    done: 'Rejected the re-rating',
    after: onClose,
  });
  return (
    <Dialog
      title={`Reject “${rating.reason}”?`}
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

/** Approving is for somebody else than who prepared it; rejecting, for both. */
export function Decide({ rating }: { rating: ReRating }) {
  const [rejecting, setRejecting] = useState(false);
  const approve = useChange({
    send: () => change<ReRating>('POST', `/re-ratings/${rating.id}/approval`),
    stale: ['re-ratings', 'ledger', 'wallets'],
    done: 'Approved: it is being posted',
    failed: 'The re-rating was not approved',
  });
  return (
    <>
      {rating.mine ? (
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
      {rejecting && <RejectDialog rating={rating} onClose={() => setRejecting(false)} />}
    </>
  );
}
