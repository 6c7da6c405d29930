import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { change } from '../api/http';
import type { Destination } from '../api/limitShapes';
import { useChange } from '../api/useChange';
import { Cell } from '../parts/Cell';
import { Instant } from '../time/Instant';
import { destinationInWords } from './words';

const STATES = {
  ASKED: ['Waits for you', 'orange'],
  APPROVED: ['Approved', 'green'],
  REFUSED: ['Refused', 'grey'],
} as const;

function Decision({ destination }: { destination: Destination }) {
  const name = destinationInWords(destination.id);
  const decide = useChange({
    send: (approved: boolean) =>
      change<Destination>('PUT', `/destinations/${destination.id}`, { approved }),
    stale: ['destinations'],
    done: ({ state }) =>
      state === 'APPROVED' ? `Calls pass: ${name}` : `Calls are refused: ${name}`,
    failed: `Nothing was decided about ${name}`,
  });
  return (
    <>
      {destination.state !== 'APPROVED' && (
        <Button
          variant="secondary"
          size="sm"
          isDisabled={decide.isPending}
          onClick={() => decide.mutate(true)}
          aria-label={`Approve ${name}`}
        >
          Approve
        </Button>
      )}{' '}
      {destination.state !== 'REFUSED' && (
        <Button
          variant="link"
          size="sm"
          isDisabled={decide.isPending}
          onClick={() => decide.mutate(false)}
          aria-label={`Refuse ${name}`}
        >
          Refuse
        </Button>
      )}
    </>
  );
}

/** Where somebody called without approval, and what was decided. */
export function DestinationTable(props: {
  readonly destinations: readonly Destination[];
  readonly decides: boolean;
}) {
  return (
    <Table aria-label="Destinations" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Destination</Th>
          <Th>State</Th>
          <Th>First called</Th>
          <Th>Decided</Th>
          {props.decides && <Th screenReaderText="Decide" />}
        </Tr>
      </Thead>
      <Tbody>
        {props.destinations.map((destination) => {
          const [state, color] = STATES[destination.state];
          return (
            <Tr key={destination.id}>
              <Cell name="Destination">{destinationInWords(destination.id)}</Cell>
              <Cell name="State">
                <Label isCompact color={color}>
                  {state}
                </Label>
              </Cell>
              <Cell name="First called">
                <Instant at={destination.asked} />
                {destination.askedBy !== null && destination.askedBy !== '' && (
                  <div>by {destination.askedBy}</div>
                )}
              </Cell>
              <Cell name="Decided">
                <Instant at={destination.decided} />
                {destination.decidedBy !== null && <div>by {destination.decidedBy}</div>}
              </Cell>
              {props.decides && (
                <Td className="ml-right">
                  <Decision destination={destination} />
                </Td>
              )}
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}
