import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Program } from '../api/shapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

interface Props {
  readonly program?: Program;
  readonly onSaved?: (program: Program) => void;
  readonly onClose: () => void;
}

/** Creates a program, or changes the name and description of one. */
export function ProgramDialog({ program, onSaved, onClose }: Props) {
  // what is saved is a change of the program as it was when this was opened
  const [opened] = useState(program);
  const [name, setName] = useState(program?.name ?? '');
  const [description, setDescription] = useState(program?.description ?? '');
  const [missing, setMissing] = useState(false);
  const body = { name: name.trim(), description, variables: opened?.variables ?? {} };
  const save = useChange({
    send: () =>
      program === undefined
        ? change<Program>('POST', '/programs', body)
        : change<Program>('PUT', `/programs/${program.id}`, { ...body, version: opened?.version }),
    stale: ['programs'],
    done: program === undefined ? `Created ${body.name}` : `Saved ${body.name}`,
    after: (saved) => {
      onClose();
      onSaved?.(saved);
    },
  });
  const submit = () => {
    setMissing(body.name === '');
    if (body.name !== '') {
      save.mutate();
    }
  };
  return (
    <Dialog
      title={program === undefined ? 'Create a program' : `Edit ${program.name}`}
      submit={program === undefined ? 'Create' : 'Save'}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Name"
        required
        value={name}
        onValue={setName}
        complaint={missing ? 'Give it a name.' : complaintAbout(save.error, 'name')}
        input={{ maxLength: 100 }}
      />
      <TextField
        label="Description"
        value={description}
        onValue={setDescription}
        complaint={complaintAbout(save.error, 'description')}
        help="What it does for a caller."
      />
    </Dialog>
  );
}
