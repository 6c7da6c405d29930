import { Alert, Button, PageSection } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { read } from '../api/http';
import type { Destination, Limits, Stopped } from '../api/limitShapes';
import { OFTEN_MILLIS } from '../api/usePage';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';
import { ApproveDestination } from './ApproveDestination';
import { DestinationTable } from './DestinationTable';
import { LimitDialog } from './LimitDialog';
import { LimitTable, type LimitDoing } from './LimitTable';
import { destinationInWords, limitInWords } from './words';

function StoppedTable({ stopped }: { stopped: readonly Stopped[] }) {
  return (
    <Table aria-label="Stopped calls" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Last</Th>
          <Th>Why</Th>
          <Th className="ml-right">Calls</Th>
          <Th screenReaderText="Call" />
        </Tr>
      </Thead>
      <Tbody>
        {stopped.map((one) => (
          <Tr key={`${one.hour} ${one.code} ${one.user} ${one.destination} ${one.reason}`}>
            <Cell name="Last">
              <Instant at={one.last} />
            </Cell>
            <Cell name="Why">{one.reason}</Cell>
            <Cell name="Calls" right>
              <span className="ml-figure">{one.calls}</span>
            </Cell>
            <Cell name="Call" right>
              <Link to={`/calls/${one.lastCallId}`} aria-label={`The last call: ${one.reason}`}>
                Last call
              </Link>
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function Waiting({ destinations }: { destinations: readonly Destination[] }) {
  const names = destinations.filter(({ state }) => state === 'ASKED').map(({ id }) => id);
  return names.length === 0 ? null : (
    <PageSection className="ml-stack">
      <Alert
        variant="warning"
        isInline
        component="p"
        title={`Somebody called where nobody has approved it: ${names.map(destinationInWords).join(', ')}`}
      >
        Those calls were refused. Approve the destination if they were yours.
      </Alert>
    </PageSection>
  );
}

export default function LimitsPage() {
  const me = useMe();
  const changes = may(me.role, 'changeLimits');
  const [setting, setSetting] = useState(false);
  const [doing, setDoing] = useState<LimitDoing>();
  const [deciding, setDeciding] = useState(false);
  const close = () => {
    setSetting(false);
    setDoing(undefined);
    setDeciding(false);
  };
  const limits = useQuery({
    queryKey: ['limits'],
    queryFn: ({ signal }) => read<Limits>('/limits', {}, signal),
    refetchInterval: OFTEN_MILLIS,
  });
  const destinations = useQuery({
    queryKey: ['destinations'],
    queryFn: ({ signal }) => read<{ items: readonly Destination[] }>('/destinations', {}, signal),
    refetchInterval: OFTEN_MILLIS,
  });
  const own = limits.data?.items.filter(({ ceiling }) => !ceiling) ?? [];
  const [what, limit] = doing ?? [];
  return (
    <>
      <PageHead
        title="Limits"
        lead="What calls to the outside may cost, and where they may go. Emergency calls always pass."
        actions={changes && <Button onClick={() => setSetting(true)}>Set a limit</Button>}
      />
      {destinations.data !== undefined && <Waiting destinations={destinations.data.items} />}
      <Section title="Use of this hour" flush>
        <Loaded query={limits} what="limits">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="There is no limit yet">
                A phone whose password is stolen can spend all that is in its wallet.
              </Nothing>
            ) : (
              <LimitTable
                limits={items}
                used
                changeable={changes ? (limit) => !limit.ceiling : undefined}
                onDoing={setDoing}
              />
            )
          }
        </Loaded>
      </Section>
      <Section
        title="Destinations"
        flush
        actions={
          changes && (
            <Button variant="secondary" onClick={() => setDeciding(true)}>
              Approve a destination
            </Button>
          )
        }
      >
        <Loaded query={destinations} what="destinations">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="Nothing to decide">
                The first call to another country, to premium-rate numbers or to satellites is
                refused and shown here.
              </Nothing>
            ) : (
              <DestinationTable destinations={items} decides={changes} />
            )
          }
        </Loaded>
      </Section>
      <Section title="Stopped in the last day" flush>
        <Loaded query={limits} what="stopped calls">
          {({ stopped }) =>
            stopped.length === 0 ? (
              <Nothing title="Nothing was stopped">No call was refused by a limit.</Nothing>
            ) : (
              <StoppedTable stopped={stopped} />
            )
          }
        </Loaded>
      </Section>
      {setting && <LimitDialog path="/limits" stale={['limits']} others={own} onClose={close} />}
      {deciding && <ApproveDestination onClose={close} />}
      {what === 'change' && limit !== undefined && (
        <LimitDialog path="/limits" stale={['limits']} limit={limit} others={own} onClose={close} />
      )}
      {what === 'delete' && limit !== undefined && (
        <DeleteDialog
          what={`the limit: ${limitInWords(limit)}`}
          path={`/limits/${limit.id}`}
          stale={['limits']}
          onGone={close}
          onClose={close}
        >
          What the operator has set stays.
        </DeleteDialog>
      )}
    </>
  );
}
