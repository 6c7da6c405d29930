import { Button } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePage } from '../api/usePage';
import type { Receivable } from '../api/walletShapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { SettleDialog } from './SettleDialog';

interface RowProps {
  readonly receivable: Receivable;
  readonly onSettle: () => void;
}

function ReceivableRow({ receivable, onSettle }: RowProps) {
  return (
    <Tr>
      <Cell name="Since">
        <Instant at={receivable.made} />
      </Cell>
      <Cell name="Why">
        <Link to={`/ledger/transfers/${receivable.id}`}>
          {receivable.kind === 'DISPUTE' ? 'Lost dispute' : 'Re-rating'}: {receivable.reason}
        </Link>
      </Cell>
      <Cell name="Owed" right>
        <Amount of={receivable.amount} />
      </Cell>
      <Cell name="Settled" right>
        <Amount of={receivable.settled} />
      </Cell>
      <Cell name="State">
        {receivable.closed === null ? (
          <Button variant="link" isInline onClick={onSettle}>
            Settle
          </Button>
        ) : (
          <>
            settled <Instant at={receivable.closed} />
          </>
        )}
      </Cell>
    </Tr>
  );
}

/** What the wallet owes because a forced debit found too little, oldest first. */
export function Receivables({ walletId }: { walletId: string }) {
  const [settling, setSettling] = useState<Receivable>();
  const pages = usePage<Receivable>(
    ['wallets', walletId, 'receivables'],
    '/receivables',
    { wallet: walletId },
    10,
  );
  return (
    <Panel title="Receivables" flush>
      <PagedList
        pages={pages}
        what="receivables"
        empty={<Nothing title="This wallet has never owed anything" />}
      >
        {(receivables) => (
          <Table aria-label="Receivables" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Since</Th>
                <Th>Why</Th>
                <Th className="ml-right">Owed</Th>
                <Th className="ml-right">Settled</Th>
                <Th>State</Th>
              </Tr>
            </Thead>
            <Tbody>
              {receivables.map((receivable) => (
                <ReceivableRow
                  key={receivable.id}
                  receivable={receivable}
                  onSettle={() => setSettling(receivable)}
                />
              ))}
            </Tbody>
          </Table>
        )}
      </PagedList>
      {settling && <SettleDialog receivable={settling} onClose={() => setSettling(undefined)} />}
    </Panel>
  );
}
