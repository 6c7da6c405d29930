import { useState } from 'react';
import { change } from '../api/http';
import { OnceKey } from '../api/onceKey';
import { complaintAbout, complaintAboutEach } from '../api/problem';
import type { ReRating } from '../api/reRatingShapes';
import type { Deck } from '../api/shapes';
import { useChange } from '../api/useChange';
import { useChoices } from '../api/usePage';
import { uuid7 } from '../api/uuid7';
import { useBookZone } from '../ledger/AsOfField';
import { NO_PERSONS } from '../ledger/noPersons';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { EMPTY, bodyOf, type Body, type Complaints, type Typed } from './prepare';

const NONE = ['', 'Choose a deck'] as const;

/** Prepares a re-rating once, however often the form is sent. */
export function PrepareDialog({ onClose }: { onClose: () => void }) {
  const { items, reading } = useChoices<Deck>(['decks'], '/decks');
  const decks = items.filter(({ wrongRows }) => wrongRows === 0);
  const zone = useBookZone();
  const [key] = useState(() => new OnceKey(() => uuid7()));
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const [complaints, setComplaints] = useState<Complaints>({});
  const prepare = useChange({
    send: (body: Body) => change<ReRating>('PUT', `/re-ratings/${key.for(body)}`, body),
    stale: ['re-ratings'],
    done: 'Prepared the re-rating',
    after: onClose,
  });
  const named = (some: readonly Deck[]) => [
    NONE,
    ...some.map(
      ({ id, name, version, state }) =>
        [
          id,
          `${name} ${version}${state === 'APPROVED' ? '' : ` (${state.toLowerCase()})`}`,
        ] as const,
    ),
  ];
  const wrong = decks.find(({ id }) => id === typed.wrong);
  const put = (field: keyof Typed) => (value: string) => setTyped({ ...typed, [field]: value });
  const submit = () => {
    const read = bodyOf(typed);
    setComplaints('complaints' in read ? read.complaints : {});
    if ('body' in read) {
      prepare.mutate(read.body);
    }
  };
  return (
    <Dialog
      title="Prepare a re-rating"
      description="It shows what would change. Nothing is posted before somebody else approves it."
      submit="Prepare"
      busy={prepare.isPending}
      error={prepare.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ChoiceField
        label="Wrong deck"
        value={typed.wrong}
        choices={named(decks)}
        onValue={put('wrong')}
        complaint={complaints.wrong ?? complaintAboutEach(prepare.error, 'wrongDecks', () => '')}
        from={reading}
      />
      <ChoiceField
        label="Corrected deck"
        value={typed.corrected}
        choices={named(
          decks.filter(
            ({ relation, state }) =>
              state !== 'WITHDRAWN' && relation === (wrong?.relation ?? relation),
          ),
        )}
        onValue={put('corrected')}
        complaint={complaints.corrected ?? complaintAbout(prepare.error, 'correctedDeck')}
      />
      <TextField
        label="Calls that began from"
        required
        value={typed.since}
        onValue={put('since')}
        complaint={complaints.since ?? complaintAbout(prepare.error, 'since')}
        help={`By the clocks of ${zone}.`}
        input={{ type: 'datetime-local' }}
      />
      <TextField
        label="And before"
        required
        value={typed.until}
        onValue={put('until')}
        complaint={complaints.until ?? complaintAbout(prepare.error, 'until')}
        help={`By the clocks of ${zone}.`}
        input={{ type: 'datetime-local' }}
      />
      <TextField
        label="Reason"
        required
        value={typed.reason}
        onValue={put('reason')}
        complaint={complaints.reason ?? complaintAbout(prepare.error, 'reason')}
        help={`Those who pay see it on their statement. ${NO_PERSONS}`}
        input={{ maxLength: 500 }}
      />
    </Dialog>
  );
}
