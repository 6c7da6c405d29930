import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { usePage } from '../api/usePage';
import type { CallSummary } from '../api/shapes';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { Duration } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { CallLink } from './CallLink';
import { Cost } from './Cost';
import { OutcomeLabel } from './labels';
import { Verified } from './Verified';
import { DIRECTIONS } from './words';

function EndedTable({ calls }: { calls: readonly CallSummary[] }) {
  return (
    <Table aria-label="Ended calls" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Outcome</Th>
          <Th>Call</Th>
          <Th>Direction</Th>
          <Th>Began</Th>
          <Th>Talked</Th>
          <Th className="ml-right">Cost</Th>
          <Th>End</Th>
        </Tr>
      </Thead>
      <Tbody>
        {calls.map((call) => (
          <Tr key={call.id}>
            <Cell name="Outcome">
              <OutcomeLabel call={call} />
            </Cell>
            <Cell name="Call">
              <CallLink call={call} /> <Verified found={call.verification} />
            </Cell>
            <Cell name="Direction">{DIRECTIONS[call.direction]}</Cell>
            <Cell name="Began">
              <Instant at={call.began} />
            </Cell>
            <Cell name="Talked">
              <Duration millis={call.talkedMillis} />
            </Cell>
            <Cell name="Cost" right>
              <Cost call={call} />
            </Cell>
            <Cell name="End">
              {call.sipStatus !== null && <span className="ml-status">{call.sipStatus}</span>}{' '}
              {call.reason}
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

export function EndedCalls() {
  const pages = usePage<CallSummary>(['calls', 'ended'], '/calls', { state: 'ended' }, 25);
  return (
    <Section title="Ended calls" flush>
      <PagedList
        pages={pages}
        what="ended calls"
        empty={
          <Nothing title="No call has ended yet">
            When a call is over it moves here, with what it cost and its whole record.
          </Nothing>
        }
      >
        {(calls) => <EndedTable calls={calls} />}
      </PagedList>
    </Section>
  );
}
