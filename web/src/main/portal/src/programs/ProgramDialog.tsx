import { useState } from 'react';
import { complaintAbout } from '../api/problem';
import type { Program } from '../api/shapes';
import { useSave } from '../api/useSave';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

interface Props {
  readonly program?: Program;
  readonly onSaved?: (program: Program) => void;
  readonly onClose: () => void;
}

/** Creates a program, or changes the name and description of one. */
export function ProgramDialog({ program, onSaved, onClose }: Props) {
  const [name, setName] = useState(program?.name ?? '');
  const [description, setDescription] = useState(program?.description ?? '');
  const [missing, setMissing] = useState(false);
  const body = { name: name.trim(), description, variables: program?.variables ?? {} };
  const save = useSave<Program>({
    path: '/programs',
    of: program,
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
      save.mutate(body);
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
