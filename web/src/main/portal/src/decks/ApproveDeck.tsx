import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Deck } from '../api/shapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { useNow } from '../time/Elapsed';
import { knownZone } from '../time/inZone';
import { inForce, onApproval } from './inForce';
import { titleOf } from './withdrawal';

interface Props {
  readonly deck: Deck;
  readonly onClose: () => void;
}

/** Lets a draft come into force, when it says itself or at another time. */
export function ApproveDeck({ deck, onClose }: Props) {
  const [from, setFrom] = useState('');
  const now = useNow();
  const version = titleOf(deck);
  const approve = useChange({
    send: () =>
      change<Deck>(
        'POST',
        `/decks/${deck.id}/approval${from === '' ? '' : `?from=${encodeURIComponent(from)}`}`,
      ),
    stale: ['decks', 'rates'],
    done: (approved) => `Approved ${version}: in force ${inForce(approved, Date.now())}`,
    after: onClose,
  });
  return (
    <Dialog
      title={`Approve ${version}`}
      description={`Without another date it is in force ${onApproval(deck, now)}. Calls that begin before keep the prices they began with.`}
      submit="Approve"
      busy={approve.isPending}
      error={approve.error}
      onSubmit={() => approve.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Another date and time"
        value={from}
        onValue={setFrom}
        complaint={complaintAbout(approve.error, 'from')}
        help={`By the clocks of the deck’s zone, ${knownZone(deck.timeZone)}. Leave it empty for the time above.`}
        input={{ type: 'datetime-local' }}
      />
    </Dialog>
  );
}
