import { Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReactNode } from 'react';
import type { CallerId } from '../api/callerIdShapes';
import { Cell } from '../parts/Cell';
import { Instant } from '../time/Instant';

const STATES = {
  NEW: ['Not verified', 'grey'],
  PENDING: ['Waits for the code', 'orange'],
  VERIFIED: ['Verified', 'green'],
  EXPIRED: ['Verify again', 'orange'],
} as const;

const WAYS = { CALL: 'by a call', SMS: 'by a message', OPERATOR: 'by the operator' } as const;

function Verified({ of }: { of: CallerId }) {
  return (
    <>
      <Instant at={of.verified} />
      {of.how !== null && (
        <div>
          {WAYS[of.how]}, {of.verifiedBy}
        </div>
      )}
      {of.note !== '' && <div>{of.note}</div>}
      {of.until !== null && (
        <div>
          until <Instant at={of.until} />
        </div>
      )}
    </>
  );
}

interface Props {
  readonly callerIds: readonly CallerId[];
  /** What can be done with one. */
  readonly actions?: (callerId: CallerId) => ReactNode;
}

/** Numbers elsewhere, and whether they may be shown. */
export function CallerIdTable({ callerIds, actions }: Props) {
  return (
    <Table aria-label="Numbers elsewhere" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Number</Th>
          <Th>State</Th>
          <Th>Verified</Th>
          {actions !== undefined && <Th screenReaderText="Actions" />}
        </Tr>
      </Thead>
      <Tbody>
        {callerIds.map((callerId) => {
          const [state, color] = STATES[callerId.state];
          return (
            <Tr key={callerId.id}>
              <Cell name="Number">
                <strong className="ml-figure">{callerId.number}</strong>
              </Cell>
              <Cell name="State">
                <Label isCompact color={color}>
                  {state}
                </Label>
              </Cell>
              <Cell name="Verified">
                <Verified of={callerId} />
              </Cell>
              {actions !== undefined && (
                <Cell name="Actions" right>
                  {actions(callerId)}
                </Cell>
              )}
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}
