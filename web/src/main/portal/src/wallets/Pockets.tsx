import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { Wallet } from '../api/shapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';

/** What of the balance was paid in, and what was given and expires; use takes the first to expire first. */
export function Pockets({ wallet }: { wallet: Wallet }) {
  return (
    <Panel title="Pockets" flush>
      <div className="ml-wide">
        <Table aria-label="Pockets" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Kind</Th>
              <Th>Expires</Th>
              <Th className="ml-right">Balance</Th>
            </Tr>
          </Thead>
          <Tbody>
            {wallet.pockets.map((pocket) => (
              <Tr key={`${pocket.kind} ${pocket.expires ?? ''} ${pocket.balance.amount}`}>
                <Cell name="Kind">{pocket.kind === 'GOODWILL' ? 'Goodwill' : 'Refundable'}</Cell>
                <Cell name="Expires">
                  {pocket.expires === null ? 'never' : <Instant at={pocket.expires} />}
                </Cell>
                <Cell name="Balance" right>
                  <Amount of={pocket.balance} />
                </Cell>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </div>
    </Panel>
  );
}
