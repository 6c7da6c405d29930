import { Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { Difference, Reconciliation } from '../api/ledgerShapes';
import { usePage } from '../api/usePage';
import { Cell } from '../parts/Cell';
import { ExpandableRow } from '../parts/ExpandableRow';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { meaningOf } from './meaning';

function Differences({ of }: { of: readonly Difference[] }) {
  return (
    <div className="ml-wide">
      <Table aria-label="Differences" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>What</Th>
            <Th>Which</Th>
            <Th>Expected</Th>
            <Th>Found</Th>
          </Tr>
        </Thead>
        <Tbody>
          {of.map((difference, index) => (
            <Tr key={`${difference.name} ${difference.subject} ${index}`}>
              <Cell name="What">
                <code>{difference.name}</code> {meaningOf(difference.name)}
              </Cell>
              <Cell name="Which">
                <code>{difference.subject}</code>
              </Cell>
              <Cell name="Expected">{difference.expected}</Cell>
              <Cell name="Found">{difference.found}</Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function Day({ day, row }: { day: Reconciliation; row: number }) {
  return (
    <ExpandableRow
      kind="day"
      row={row}
      more={!day.agrees && <Differences of={day.differences} />}
      opened={!day.agrees && row === 0}
    >
      <Cell name="Day">{day.day}</Cell>
      <Cell name="Result">
        <Label isCompact color={day.agrees ? 'green' : 'red'}>
          {day.agrees
            ? 'All agrees'
            : `${day.differences.length} ${day.differences.length === 1 ? 'difference' : 'differences'}`}
        </Label>
      </Cell>
      <Cell name="Charges" right>
        {day.calls}
      </Cell>
      <Cell name="Transfers" right>
        {day.transfers}
      </Cell>
      <Cell name="Wallets" right>
        {day.wallets}
      </Cell>
      <Cell name="Last checked">
        <Instant at={day.checked} />
      </Cell>
    </ExpandableRow>
  );
}

/** What the last check of each day found. */
export function Days() {
  const pages = usePage<Reconciliation>(
    ['ledger', 'reconciliations'],
    '/ledger/reconciliations',
    {},
    31,
  );
  return (
    <Panel title="Day by day" flush>
      <PagedList
        pages={pages}
        what="checks"
        empty={
          <Nothing title="The books have not been checked yet">
            They are checked all the time; you can also check now.
          </Nothing>
        }
      >
        {(days) => (
          <Table aria-label="Checks of the books" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th screenReaderText="Differences" />
                <Th>Day</Th>
                <Th>Result</Th>
                <Th className="ml-right">Charges</Th>
                <Th className="ml-right">Transfers</Th>
                <Th className="ml-right">Wallets</Th>
                <Th>Last checked</Th>
              </Tr>
            </Thead>
            {days.map((day, row) => (
              <Day key={`${day.day} ${day.checked}`} day={day} row={row} />
            ))}
          </Table>
        )}
      </PagedList>
      <p className="ml-note">Amounts of differences are whole units of the currency.</p>
    </Panel>
  );
}
