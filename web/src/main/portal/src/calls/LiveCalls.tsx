import { Badge } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { read } from '../api/http';
import type { CallState, CallSummary, Page } from '../api/shapes';
import { LIVE_CALLS } from '../events/useEvents';
import { Cell } from '../parts/Cell';
import { Loaded } from '../parts/Loaded';
import { Section } from '../parts/Section';
import { Elapsed } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { CallLink } from './CallLink';
import { HangUp } from './HangUp';
import { HowToCall } from './HowToCall';
import { StateLabel } from './labels';
import { Verified } from './Verified';
import { DIRECTIONS } from './words';

/** Reads again now and then even while events come, should one have been lost on the way. */
const SAFETY_MILLIS = 30_000;

function useLiveCalls() {
  return useQuery({
    queryKey: LIVE_CALLS,
    queryFn: ({ signal }) =>
      read<Page<CallSummary>>('/calls', { state: 'live', limit: 200 }, signal),
    refetchInterval: SAFETY_MILLIS,
  });
}

/** Drawn again when its call changed, not when another did. */
const LiveRow = memo(function LiveRow({ call }: { call: CallSummary }) {
  return (
    <Tr>
      <Cell name="State">
        <StateLabel state={call.state} />
      </Cell>
      <Cell name="Call">
        <CallLink call={call} /> <Verified found={call.verification} />
      </Cell>
      <Cell name="Direction">{DIRECTIONS[call.direction]}</Cell>
      <Cell name="Began">
        <Instant at={call.began} />
      </Cell>
      <Cell name="Talking for">
        {call.answered === null ? '–' : <Elapsed since={call.answered} />}
      </Cell>
      <Td className="ml-right">
        <HangUp call={call} />
      </Td>
    </Tr>
  );
});

function LiveTable({ calls }: { calls: readonly CallSummary[] }) {
  return (
    <Table aria-label="Live calls" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>State</Th>
          <Th>Call</Th>
          <Th>Direction</Th>
          <Th>Began</Th>
          <Th>Talking for</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {calls.map((call) => (
          <LiveRow key={call.id} call={call} />
        ))}
      </Tbody>
    </Table>
  );
}

export function LiveCalls({ only }: { only: CallState | null }) {
  const query = useLiveCalls();
  const count = query.data?.items.length ?? 0;
  return (
    <Section title="Live calls" flush actions={<Badge isRead={count === 0}>{count}</Badge>}>
      <Loaded query={query} what="live calls">
        {({ items, next }) => {
          const shown = only === null ? items : items.filter(({ state }) => state === only);
          return (
            <>
              {shown.length > 0 && <LiveTable calls={shown} />}
              {items.length === 0 && <HowToCall title="No call is up right now" />}
              {items.length > 0 && shown.length === 0 && (
                <p className="ml-note">None of the {items.length} live calls is in this state.</p>
              )}
              {next !== null && <p className="ml-note">The newest {items.length} are shown.</p>}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
