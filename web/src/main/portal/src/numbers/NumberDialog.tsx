import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { DialledNumber, Phone, Program, TargetKind } from '../api/shapes';
import { useChange } from '../api/useChange';
import { useChoices } from '../api/usePage';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

interface Props {
  readonly number?: DialledNumber;
  readonly onClose: () => void;
}

type Choice = readonly [value: string, name: string];

function useTargets(): readonly Choice[] {
  const programs = useChoices<Program>(['programs'], '/programs');
  const phones = useChoices<Phone>(['phones'], '/phones');
  return [
    ...programs.map(({ id, name }): Choice => [`PROGRAM ${id}`, `Program ${name}`]),
    ...phones.map(({ id, user, displayName }): Choice => [
      `PHONE ${id}`,
      `Phone ${user} ${displayName}`,
    ]),
  ];
}

/** Attaches a number to a program or a phone, or changes where one leads. */
export function NumberDialog({ number, onClose }: Props) {
  const targets = useTargets();
  const [dialled, setDialled] = useState(number?.number ?? '');
  const [chosen, setChosen] = useState(
    number === undefined ? '' : `${number.target.kind} ${number.target.id}`,
  );
  const [description, setDescription] = useState(number?.description ?? '');
  const [complaint, setComplaint] = useState<string>();
  const target = chosen || targets[0]?.[0] || '';
  const [kind, id] = target.split(' ') as [TargetKind, string | undefined];
  const plain = dialled.replace(/[\s()/-]/g, '');
  const body = { number: plain, target: { kind, id }, description: description.trim() };
  const save = useChange({
    send: () =>
      number === undefined
        ? change<DialledNumber>('POST', '/numbers', body)
        : change<DialledNumber>('PUT', `/numbers/${number.id}`, body),
    stale: ['numbers', 'programs'],
    done: number === undefined ? `Attached ${plain}` : `Saved ${plain}`,
    after: onClose,
  });
  const submit = () => {
    const good = /^\+?[0-9*#]{1,20}$/.test(plain);
    setComplaint(good ? undefined : 'Enter a short number such as 500, or one as +4930….');
    if (good && id !== undefined) {
      save.mutate();
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
        complaint={complaint ?? complaintAbout(save.error, 'number')}
        help="Short for calls inside, with + and country code for calls from outside."
        input={{ inputMode: 'tel', autoComplete: 'off' }}
      />
      <ChoiceField label="Leads to" value={target} choices={targets} onValue={setChosen} />
      {targets.length === 0 && <p>Create a program or a phone first.</p>}
      <TextField
        label="Description"
        value={description}
        onValue={setDescription}
        complaint={complaintAbout(save.error, 'description')}
      />
    </Dialog>
  );
}
