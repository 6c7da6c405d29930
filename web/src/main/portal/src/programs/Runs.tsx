import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import { usePage } from '../api/usePage';
import type { ProgramRun } from '../api/shapes';
import { Cell } from '../parts/Cell';
import { ExpandableRow } from '../parts/ExpandableRow';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { millisBetween } from '../time/duration';
import { Duration, Elapsed } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { ExitLabel, RunErrors } from './RunDetail';

function RunRow({ run, row }: { run: ProgramRun; row: number }) {
  return (
    <ExpandableRow
      kind="run"
      row={row}
      more={
        <>
          <p>
            <strong>Standard error</strong> <span className="ml-quiet">{run.sandbox}</span>
          </p>
          <RunErrors run={run} />
        </>
      }
    >
      <Cell name="Began">
        <Instant at={run.began} />
      </Cell>
      <Cell name="Ran">
        {run.ended === null ? (
          <Elapsed since={run.began} />
        ) : (
          <Duration millis={millisBetween(run.began, run.ended, 0)} />
        )}
      </Cell>
      <Cell name="Exit">
        <ExitLabel run={run} />
      </Cell>
      <Cell name="Ending">{run.ending ?? 'still running'}</Cell>
      <Cell name="Call">
        {run.callId === null ? 'none' : <Link to={`/calls/${run.callId}`}>Call record</Link>}
      </Cell>
    </ExpandableRow>
  );
}

export function Runs({ programId }: { programId: string }) {
  const pages = usePage<ProgramRun>(['runs'], `/programs/${programId}/runs`, {}, 20);
  return (
    <Panel title="Runs" flush>
      <PagedList
        pages={pages}
        what="runs"
        empty={
          <Nothing title="This program has not run yet">
            Attach a number to it, then dial that number from a phone.
          </Nothing>
        }
      >
        {(runs) => (
          <Table aria-label="Runs" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th screenReaderText="Standard error" />
                <Th>Began</Th>
                <Th>Ran</Th>
                <Th>Exit</Th>
                <Th>Ending</Th>
                <Th>Call</Th>
              </Tr>
            </Thead>
            {runs.map((run, row) => (
              <RunRow key={run.id} run={run} row={row} />
            ))}
          </Table>
        )}
      </PagedList>
    </Panel>
  );
}
