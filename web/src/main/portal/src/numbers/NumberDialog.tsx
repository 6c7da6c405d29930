import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import { together, type Reading } from '../api/reading';
import type { DialledNumber, Phone, Program } from '../api/shapes';
import { useSave } from '../api/useSave';
import { useChoices } from '../api/usePage';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { choiceOf, chosenTarget, ELSEWHERE, OUTSIDE, type Choice } from './target';

interface Props {
  readonly number?: DialledNumber;
  readonly onClose: () => void;
}

function useTargets(): { readonly choices: readonly Choice[]; readonly reading: Reading } {
  const programs = useChoices<Program>(['programs'], '/programs');
  const phones = useChoices<Phone>(['phones'], '/phones');
  return {
    choices: [
      ...programs.items.map(({ id, name }): Choice => [`PROGRAM ${id}`, `Program ${name}`]),
      ...phones.items.map(({ id, user, displayName }): Choice => [
        `PHONE ${id}`,
        `Phone ${user} ${displayName}`,
      ]),
      ...ELSEWHERE,
    ],
    reading: together(programs.reading, phones.reading),
  };
}

/** Attaches a number to what it is to lead to, or changes where one leads. */
export function NumberDialog({ number, onClose }: Props) {
  const targets = useTargets();
  const [dialled, setDialled] = useState(number?.number ?? '');
  const [chosen, setChosen] = useState(number === undefined ? '' : choiceOf(number.target));
  const [outside, setOutside] = useState(number?.target.number ?? '');
  const [description, setDescription] = useState(number?.description ?? '');
  const [complaint, setComplaint] = useState<string>();
  const [tried, setTried] = useState(false);
  const plain = dialled.replace(/[\s()/.-]/g, '');
  const body = {
    number: plain,
    target: chosenTarget(chosen, outside),
    description: description.trim(),
  };
  const save = useSave<DialledNumber>({
    path: '/numbers',
    of: number,
    stale: ['numbers', 'programs'],
    done: number === undefined ? `Attached ${plain}` : `Saved ${plain}`,
    after: onClose,
  });
  const outsideWrong = complaintAbout(save.error, 'target.number');
  const submit = () => {
    const good = /^\+?[0-9*#]{1,20}$/.test(plain);
    setComplaint(good ? undefined : 'Enter a short number such as 500, or one as +4930….');
    setTried(true);
    if (good && chosen !== '') {
      save.mutate(body);
    }
  };
  return (
    <Dialog
      title={number === undefined ? 'Attach a number' : `Edit ${number.number}`}
      submit={number === undefined ? 'Attach' : 'Save'}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Number"
        required
        value={dialled}
        onValue={setDialled}
        complaint={complaint ?? (outsideWrong ? undefined : complaintAbout(save.error, 'number'))}
        help="Short for calls inside, with + and country code for calls from outside."
        input={{ inputMode: 'tel', autoComplete: 'off' }}
      />
      <ChoiceField
        label="Leads to"
        value={chosen}
        choices={
          chosen === '' ? [['', 'Choose where it leads'], ...targets.choices] : targets.choices
        }
        onValue={setChosen}
        from={targets.reading}
        complaint={
          tried && chosen === '' ? 'Choose one first.' : complaintAbout(save.error, 'target')
        }
      />
      {chosen === OUTSIDE && (
        <TextField
          label="Number outside"
          required
          value={outside}
          onValue={setOutside}
          complaint={outsideWrong}
          help="You pay for each call there like for any other; this number is shown."
          input={{ inputMode: 'tel', autoComplete: 'off' }}
        />
      )}
      {chosen.startsWith('APPLICATION') && (
        <p>
          Your application hears of each call on the stream of events and says by verbs over REST
          what comes next. When it says nothing, callers who ring are refused after a minute.
        </p>
      )}
      <TextField
        label="Description"
        value={description}
        onValue={setDescription}
        complaint={complaintAbout(save.error, 'description')}
      />
    </Dialog>
  );
}
