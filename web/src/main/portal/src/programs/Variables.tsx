import { Alert, Button, Flex, TextInput } from '@patternfly/react-core';
import TimesIcon from '@patternfly/react-icons/dist/esm/icons/times-icon';
import { useState } from 'react';
import { change } from '../api/http';
import type { Program } from '../api/shapes';
import { useChange } from '../api/useChange';
import { Fault } from '../parts/Fault';
import { keepPlace } from '../parts/keepPlace';
import { Panel } from '../parts/Section';
import { rowsOf, variablesOf, type VariableRow } from './variableRows';

interface RowProps {
  readonly row: VariableRow;
  readonly number: number;
  readonly onRow: (row: VariableRow) => void;
  readonly onRemove: () => void;
}

function Row({ row, number, onRow, onRemove }: RowProps) {
  return (
    <div className="ml-variable">
      <TextInput
        aria-label={`Name of variable ${number}`}
        placeholder="NAME"
        value={row.name}
        onChange={(_event, name) => onRow({ ...row, name })}
      />
      <TextInput
        aria-label={`Value of variable ${number}`}
        placeholder="value"
        value={row.value}
        onChange={(_event, value) => onRow({ ...row, value })}
      />
      <Button
        variant="plain"
        icon={<TimesIcon />}
        aria-label={`Remove variable ${number}`}
        onClick={({ currentTarget }) => {
          keepPlace(currentTarget)();
          onRemove();
        }}
      />
    </div>
  );
}

function Editor({ program }: { program: Program }) {
  const [rows, setRows] = useState(() => rowsOf(program.variables));
  const [complaint, setComplaint] = useState<string | null>(null);
  const save = useChange({
    send: (variables: Record<string, string>) =>
      change<Program>('PUT', `/programs/${program.id}`, {
        name: program.name,
        description: program.description,
        variables,
        version: program.version,
      }),
    stale: ['programs'],
    done: 'Saved the variables',
    failed: 'Could not save the variables', // the form itself begins anew with what others saved
  });
  const add = () =>
    setRows([...rows, { id: Math.max(-1, ...rows.map(({ id }) => id)) + 1, name: '', value: '' }]);
  const submit = () => {
    const read = variablesOf(rows);
    setComplaint('complaint' in read ? read.complaint : null);
    if ('variables' in read) {
      save.mutate(read.variables);
    }
  };
  return (
    <form
      className="ml-variables"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {rows.length === 0 && <p className="ml-quiet">There is none.</p>}
      {rows.map((row, index) => (
        <Row
          key={row.id}
          row={row}
          number={index + 1}
          onRow={(next) => setRows(rows.map((each) => (each.id === next.id ? next : each)))}
          onRemove={() => setRows(rows.filter((each) => each.id !== row.id))}
        />
      ))}
      {complaint === null ? (
        <Fault error={save.error} />
      ) : (
        <Alert variant="danger" isInline title={complaint} component="p" />
      )}
      <Flex gap={{ default: 'gapSm' }}>
        <Button type="submit" isDisabled={save.isPending} isLoading={save.isPending}>
          Save variables
        </Button>
        <Button variant="secondary" onClick={add}>
          Add a variable
        </Button>
      </Flex>
    </form>
  );
}

/** What the program finds by GET VARIABLE when it begins; told to those alone who may change it. */
export function Variables({ program }: { program: Program }) {
  return (
    <Panel title="Variables">
      <p className="ml-quiet">Every run reads them by GET VARIABLE.</p>
      <Editor program={program} />
    </Panel>
  );
}
