import { Button, Label, type LabelProps } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { usePage } from '../api/usePage';
import type { WalletMove } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { ToCall } from '../calls/ToCall';
import { Amount } from '../money/Amount';
import { formatMoney, negated, signOf } from '../money/money';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { Refund } from './Refund';

const KINDS: Readonly<Record<string, readonly [string, NonNullable<LabelProps['color']>]>> = {
  'top-up': ['Top-up', 'green'],
  goodwill: ['Goodwill', 'green'],
  call: ['Call', 'blue'],
  'call, reversal': ['Taken back', 'teal'],
  purchase: ['Purchase', 'blue'],
  refund: ['Refund', 'teal'],
  reversal: ['Reversal', 'teal'],
  transfer: ['Transfer', 'purple'],
  expiry: ['Expired', 'grey'],
  dispute: ['Dispute', 'red'],
  're-rating': ['Re-rating', 'orange'],
  'call re-rated': ['Call, anew', 'blue'],
  'call re-rated, reversal': ['Taken back', 'teal'],
  'call re-rated, refund': ['Refund', 'teal'],
  'call re-rated, owed': ['Owed', 'orange'],
  'call re-rated, debt paid': ['Debt paid', 'orange'],
  'receivable-paid': ['Debt paid', 'orange'],
};

/** What can be given back: the rest of what takes money is no sale. */
const REFUNDABLE = ['call', 'call re-rated', 'purchase', 're-rating'];

interface RowProps {
  readonly move: WalletMove;
  /** Nothing where nobody may refund. */
  readonly onRefund: (() => void) | undefined;
}

function MoveRow({ move, onRefund }: RowProps) {
  const [name, colour] = KINDS[move.kind] ?? [move.kind, 'grey'];
  return (
    <Tr>
      <Cell name="When">
        <Instant at={move.at} />
      </Cell>
      <Cell name="Kind">
        <Label isCompact color={colour}>
          {name}
        </Label>
      </Cell>
      <Cell name="Text">
        {move.callId === null ? (
          move.text
        ) : (
          <ToCall id={move.callId} words={move.text} plain={move.text} />
        )}
      </Cell>
      <Cell name="Amount" right>
        <Amount of={move.amount} signed />
      </Cell>
      <Cell name="Balance after" right>
        <Amount of={move.balanceAfter} />
      </Cell>
      {onRefund && (
        <Cell name="Refund" right>
          {REFUNDABLE.includes(move.kind) && signOf(move.amount) < 0 && (
            <Button
              variant="link"
              isInline
              aria-label={`Refund ${move.text}, ${formatMoney(negated(move.amount))}`}
              onClick={onRefund}
            >
              Refund
            </Button>
          )}
        </Cell>
      )}
    </Tr>
  );
}

/** Every movement of the wallet with the balance it left. */
export function Statement({ walletId, mayRefund }: { walletId: string; mayRefund: boolean }) {
  const { role } = useMe();
  const [refunding, setRefunding] = useState<WalletMove>();
  const refunds = mayRefund && may(role, 'correct');
  const pages = usePage<WalletMove>(
    ['wallets', walletId, 'moves'],
    `/wallets/${encodeURIComponent(walletId)}/moves`,
    {},
    25,
  );
  return (
    <Panel title="Statement" flush>
      <PagedList
        pages={pages}
        what="the statement"
        empty={
          <Nothing title="Nothing has moved yet">
            Top-ups, purchases and the cost of calls appear here, each with the balance it left.
          </Nothing>
        }
      >
        {(moves) => (
          <Table aria-label="Statement" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>When</Th>
                <Th>Kind</Th>
                <Th>Text</Th>
                <Th className="ml-right">Amount</Th>
                <Th className="ml-right">Balance after</Th>
                {refunds && <Th screenReaderText="Refund" />}
              </Tr>
            </Thead>
            <Tbody>
              {moves.map((move) => (
                <MoveRow
                  key={move.id}
                  move={move}
                  onRefund={refunds ? () => setRefunding(move) : undefined}
                />
              ))}
            </Tbody>
          </Table>
        )}
      </PagedList>
      {refunding && (
        <Refund walletId={walletId} move={refunding} onClose={() => setRefunding(undefined)} />
      )}
    </Panel>
  );
}
