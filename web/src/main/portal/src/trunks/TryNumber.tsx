import { Button, Form, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Attempt } from '../api/trunkShapes';
import { useChange } from '../api/useChange';
import { Cell } from '../parts/Cell';
import { Fault } from '../parts/Fault';
import { TextField } from '../parts/TextField';
import { dialled } from '../softphone/words';

function TrunksOf({ attempt }: { attempt: Attempt }) {
  return (
    <Table aria-label="Trunks for this number" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Turn</Th>
          <Th>Trunk</Th>
          <Th>Why</Th>
        </Tr>
      </Thead>
      <Tbody>
        {attempt.trunks.map(({ name, turn, why }) => (
          <Tr key={name}>
            <Cell name="Turn">
              {turn === null ? <Label isCompact>not tried</Label> : `${turn}.`}
            </Cell>
            <Cell name="Trunk">{name}</Cell>
            <Cell name="Why">{why || 'nothing speaks against it'}</Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** Asks which trunks a number would be tried over; nobody is called. */
export function TryNumber() {
  const [number, setNumber] = useState('');
  const [empty, setEmpty] = useState(false);
  const attempt = useChange({
    send: (to: string) => change<Attempt>('POST', '/trunks/attempts', { number: to }),
    stale: [],
  });
  const found = attempt.data;
  return (
    <Form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const to = dialled(number);
        setEmpty(to === '');
        if (to !== '' && !attempt.isPending) {
          attempt.mutate(to);
        }
      }}
    >
      <TextField
        label="Number"
        value={number}
        onValue={setNumber}
        complaint={empty ? 'Enter a number.' : complaintAbout(attempt.error, 'number')}
        help="As it is dialled, for example +4930555100. Nobody is called."
        input={{ inputMode: 'tel', autoComplete: 'off' }}
      />
      <div>
        <Button type="submit" variant="secondary" isLoading={attempt.isPending}>
          Try this number
        </Button>
        <div role="status">
          {found !== undefined && (
            <p className="ml-above">
              {found.means.includes(attempt.variables) ? '' : `${attempt.variables}: `}
              {found.means}
            </p>
          )}
        </div>
      </div>
      <Fault error={attempt.error} title="The number was not tried" />
      {found !== undefined && found.trunks.length > 0 && <TrunksOf attempt={found} />}
    </Form>
  );
}
