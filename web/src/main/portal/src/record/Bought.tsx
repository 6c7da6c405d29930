import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { CallRecord } from '../api/shapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Facts } from '../parts/Facts';
import { Panel } from '../parts/Section';
import { boughtLines, boughtSums } from './boughtLines';

/** What the tenant paid the operator for the call and got back of it, beside what was paid for it; finance's alone. */
export function Bought({ call }: { call: CallRecord }) {
  if (call.bought.length === 0) {
    return null;
  }
  return (
    <Panel title="Paid to the operator">
      <Facts
        of={[
          ...boughtSums(call).map(([name, sum]) => [name, <Amount key={name} of={sum} />] as const),
          ['Paid for the call', <Amount key="cost" of={call.cost} />],
        ]}
      />
      <Table aria-label="Paid to the operator" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>What</Th>
            <Th className="ml-right">Amount</Th>
          </Tr>
        </Thead>
        <Tbody>
          {boughtLines(call).map(({ transferId, text, amount, takenBack }) => (
            <Tr key={transferId}>
              <Cell name="What">
                <Link to={`/ledger/transfers/${transferId}`}>{text}</Link>
                {takenBack && ' (taken back)'}
              </Cell>
              <Cell name="Amount" right>
                <Amount of={amount} />
              </Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Panel>
  );
}
