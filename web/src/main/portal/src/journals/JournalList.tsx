import { Label, type LabelProps } from '@patternfly/react-core';
import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { Journal, JournalState } from '../api/ledgerShapes';
import { usePage } from '../api/usePage';
import { LedgerMoves } from '../ledger/LedgerMoves';
import { Cell } from '../parts/Cell';
import { Decide } from '../parts/Decide';
import { ExpandableRow } from '../parts/ExpandableRow';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';

const STATES: Record<JournalState, readonly [string, NonNullable<LabelProps['color']>]> = {
  DRAFTED: ['Waits for approval', 'yellow'],
  POSTED: ['Posted', 'green'],
  REJECTED: ['Rejected', 'grey'],
};

function Reason({ journal }: { journal: Journal }) {
  const target = journal.state === 'POSTED' ? journal.id : journal.reverses;
  const text = journal.reverses === null ? journal.reason : `Reversal: ${journal.reason}`;
  return target === null ? text : <Link to={`/ledger/transfers/${target}`}>{text}</Link>;
}

function JournalRow({ journal, row }: { journal: Journal; row: number }) {
  const [name, colour] = STATES[journal.state];
  return (
    <ExpandableRow kind="journal" row={row} more={<LedgerMoves moves={journal.lines} />}>
      <Cell name="Drafted">
        <Instant at={journal.drafted} />
      </Cell>
      <Cell name="Posting date">{journal.postingDate}</Cell>
      <Cell name="Reason">
        <Reason journal={journal} />
      </Cell>
      <Cell name="State">
        <Label isCompact color={colour}>
          {name}
        </Label>
      </Cell>
      <Cell name="Decision">
        {journal.state === 'DRAFTED' ? (
          <Decide
            what="journal"
            path={`/ledger/journals/${journal.id}`}
            prepared={journal}
            stale={['ledger', 'wallets']}
            done="Posted the journal"
          />
        ) : (
          (journal.rejection ?? <Instant at={journal.decided} />)
        )}
      </Cell>
    </ExpandableRow>
  );
}

export function JournalList() {
  const pages = usePage<Journal>(['ledger', 'journals'], '/ledger/journals', {}, 25);
  return (
    <Panel title="Journals" flush>
      <PagedList
        pages={pages}
        what="journals"
        empty={
          <Nothing title="Nobody has drafted a journal">
            Calls and top-ups are booked without one.
          </Nothing>
        }
      >
        {(journals) => (
          <Table aria-label="Journals" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th screenReaderText="Entries" />
                <Th>Drafted</Th>
                <Th>Posting date</Th>
                <Th>Reason</Th>
                <Th>State</Th>
                <Th>Decision</Th>
              </Tr>
            </Thead>
            {journals.map((journal, row) => (
              <JournalRow key={journal.id} journal={journal} row={row} />
            ))}
          </Table>
        )}
      </PagedList>
    </Panel>
  );
}
