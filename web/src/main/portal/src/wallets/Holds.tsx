import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { Wallet } from '../api/shapes';
import { ToCall } from '../calls/ToCall';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Panel } from '../parts/Section';
import { Elapsed } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { HeldPurchase } from './HeldPurchase';

export function Holds({ wallet }: { wallet: Wallet }) {
  return (
    <Panel title="Open holds" flush>
      {wallet.holds.length === 0 ? (
        <p className="ml-note">
          Neither a call nor a purchase holds money of this wallet right now.
        </p>
      ) : (
        <Table aria-label="Open holds" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Since</Th>
              <Th>Open for</Th>
              <Th>For</Th>
              <Th className="ml-right">Amount</Th>
            </Tr>
          </Thead>
          <Tbody>
            {wallet.holds.map((hold) => (
              <Tr key={`${hold.callId ?? hold.purchaseId ?? ''} ${hold.since}`}>
                <Cell name="Since">
                  <Instant at={hold.since} />
                </Cell>
                <Cell name="Open for">
                  <Elapsed since={hold.since} />
                </Cell>
                <Cell name="For">
                  {hold.callId === null ? (
                    <>
                      a purchase{' '}
                      {hold.purchaseId && <HeldPurchase id={hold.purchaseId} price={hold.amount} />}
                    </>
                  ) : (
                    <ToCall id={hold.callId} words="Call record" />
                  )}
                </Cell>
                <Cell name="Amount" right>
                  <Amount of={hold.amount} />
                </Cell>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </Panel>
  );
}
