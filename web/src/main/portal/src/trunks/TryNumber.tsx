import { Button, Form, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Attempt } from '../api/trunkShapes';
import { useChange } from '../api/useChange';
import { Cell } from '../parts/Cell';
import { TextField } from '../parts/TextField';

function Answers({ attempt }: { attempt: Attempt }) {
  return (
    <>
      <p aria-live="polite">{attempt.means}</p>
      {attempt.trunks.length > 0 && (
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
      )}
    </>
  );
}

/** Asks which trunks a number would be tried over; nobody is called. */
export function TryNumber() {
  const [number, setNumber] = useState('');
  const attempt = useChange({
    send: () =>
      change<Attempt>('POST', '/trunks/attempts', { number: number.replace(/[\s()/-]/g, '') }),
    stale: [],
    failed: 'The number was not tried',
  });
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if (number.trim() !== '') {
          attempt.mutate();
        }
      }}
    >
      <TextField
        label="Number"
        value={number}
        onValue={setNumber}
        complaint={complaintAbout(attempt.error, 'number')}
        help="As it is dialled, for example +4930555100. Nobody is called."
        input={{ inputMode: 'tel', autoComplete: 'off' }}
      />
      <div>
        <Button type="submit" variant="secondary" isLoading={attempt.isPending}>
          Try this number
        </Button>
      </div>
      {attempt.data !== undefined && <Answers attempt={attempt.data} />}
    </Form>
  );
}
