import { Button, PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { read } from '../api/http';
import type { OneTransfer } from '../api/ledgerShapes';
import { ToCall } from '../calls/ToCall';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { LedgerMoves } from './LedgerMoves';
import { ReverseDialog } from './ReverseDialog';

function About({ of: { transfer, recorded, reversedBy, reverses } }: { of: OneTransfer }) {
  return (
    <Panel title="About">
      <Facts
        of={[
          ['Kind', transfer.kind],
          ['Posting date', transfer.postingDate],
          ['Happened', <Instant key="at" at={transfer.at} />],
          ['Recorded', <Instant key="recorded" at={recorded} />],
          transfer.callId !== null && [
            'About',
            <ToCall key="call" id={transfer.callId} words="this call" />,
          ],
          reverses !== null && [
            'Takes back',
            <Link key="reverses" to={`/ledger/transfers/${reverses}`}>
              another transfer
            </Link>,
          ],
          reversedBy !== null && [
            'Taken back by',
            <Link key="reversed" to={`/ledger/transfers/${reversedBy}`}>
              its reversal
            </Link>,
          ],
          ['Id', <code key="id">{transfer.id}</code>],
        ]}
      />
    </Panel>
  );
}

export default function TransferPage() {
  const { id = '' } = useParams();
  const [reversing, setReversing] = useState(false);
  const query = useQuery({
    queryKey: ['ledger', 'transfers', id],
    queryFn: ({ signal }) =>
      read<OneTransfer>(`/ledger/transfers/${encodeURIComponent(id)}`, {}, signal),
  });
  const one = query.data;
  return (
    <>
      <PageHead
        title={one === undefined ? 'Transfer' : (one.transfer.text ?? one.transfer.kind)}
        above={{ name: 'Ledger', path: '/ledger' }}
        actions={
          one?.reversedBy === null &&
          one.transfer.kind !== 'passage' && (
            <Button variant="secondary" onClick={() => setReversing(true)}>
              Reverse
            </Button>
          )
        }
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the transfer">
          {(it) => (
            <>
              <About of={it} />
              <Panel title="Ledger entries" flush>
                <LedgerMoves moves={it.transfer.moves} />
              </Panel>
            </>
          )}
        </Loaded>
      </PageSection>
      {reversing && <ReverseDialog transfer={id} onClose={() => setReversing(false)} />}
    </>
  );
}
