import { Label } from '@patternfly/react-core';
import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import type { Reconciliation } from '../api/ledgerShapes';
import { usePage } from '../api/usePage';
import { Cell } from '../parts/Cell';
import { ExpandableRow } from '../parts/ExpandableRow';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { Differences } from './Differences';
import { compared, isBare } from './words';

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
            ? 'Agrees'
            : `${day.differences.length} ${day.differences.length === 1 ? 'difference' : 'differences'}`}
        </Label>
      </Cell>
      <Cell name="Compared">{compared(day)}</Cell>
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
            The first check comes by itself some minutes after the start; you can also check now.
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
                <Th>Compared</Th>
                <Th>Last checked</Th>
              </Tr>
            </Thead>
            {days.map((day, row) => (
              <Day key={`${day.day} ${day.checked}`} day={day} row={row} />
            ))}
          </Table>
        )}
      </PagedList>
      <p className="ml-note">
        Each day has what its last check found.
        {pages.items.some((day) => day.differences.some(isBare)) &&
          ' Amounts without a currency are whole units of one that the books do not tell.'}
      </p>
    </Panel>
  );
}
