import { Button, Flex } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import type { Counter, GuardedSource } from '../api/guardShapes';
import { change } from '../api/http';
import { useChange } from '../api/useChange';
import { OFTEN_MILLIS, usePage } from '../api/usePage';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';
import { SourceDialog } from './SourceDialog';

type Kind = 'bans' | 'allowed';

const TITLES: Readonly<Record<Kind, string>> = {
  bans: 'Banned sources',
  allowed: 'Allowed sources',
};

interface RowProps {
  readonly kind: Kind;
  readonly source: GuardedSource;
  readonly onRemove: (source: GuardedSource) => void;
}

function Lasting({ ban }: { ban: GuardedSource }) {
  const last = useChange({
    send: () => change<GuardedSource>('PUT', `/guard/bans/${ban.id}`, { hours: null }),
    stale: ['guard-bans'],
    done: `${ban.source} is banned until that is lifted`,
    failed: 'The ban ends as before',
  });
  return (
    <Button
      variant="secondary"
      size="sm"
      isDisabled={last.isPending}
      aria-label={`Keep the ban of ${ban.source}`}
      onClick={() => last.mutate()}
    >
      Keep
    </Button>
  );
}

function SourceRow({ kind, source, onRemove }: RowProps) {
  return (
    <Tr>
      <Cell name="Source">
        <code>{source.source}</code>
      </Cell>
      <Cell name="Reason">{source.reason}</Cell>
      <Cell name="By">{source.by ?? 'Meterline'}</Cell>
      <Cell name="Since">
        <Instant at={source.since} />
      </Cell>
      {kind === 'bans' && (
        <Cell name="Until">
          {source.until == null ? 'it is lifted' : <Instant at={source.until} />}
        </Cell>
      )}
      <Td className="ml-right">
        <Flex gap={{ default: 'gapSm' }} justifyContent={{ default: 'justifyContentFlexEnd' }}>
          {kind === 'bans' && source.until != null && <Lasting ban={source} />}
          <Button
            variant="secondary"
            size="sm"
            aria-label={`${kind === 'bans' ? 'Lift' : 'Remove'} ${source.source}`}
            onClick={() => onRemove(source)}
          >
            {kind === 'bans' ? 'Lift' : 'Remove'}
          </Button>
        </Flex>
      </Td>
    </Tr>
  );
}

function Sources({ kind, onRemove }: Pick<RowProps, 'kind' | 'onRemove'>) {
  const pages = usePage<GuardedSource>([`guard-${kind}`], `/guard/${kind}`, {}, 50, OFTEN_MILLIS);
  const empty =
    kind === 'bans' ? (
      <Nothing title="No ban">Who guesses passwords or scans is banned by itself.</Nothing>
    ) : (
      <Nothing title="None allowed">Trunks are never limited nor banned anyway.</Nothing>
    );
  return (
    <Section title={TITLES[kind]} flush>
      <PagedList pages={pages} what={TITLES[kind].toLowerCase()} empty={empty}>
        {(sources) => (
          <Table aria-label={TITLES[kind]} variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Source</Th>
                <Th>Reason</Th>
                <Th>By</Th>
                <Th>Since</Th>
                {kind === 'bans' && <Th>Until</Th>}
                <Th screenReaderText="Actions" />
              </Tr>
            </Thead>
            <Tbody>
              {sources.map((source) => (
                <SourceRow key={source.id} kind={kind} source={source} onRemove={onRemove} />
              ))}
            </Tbody>
          </Table>
        )}
      </PagedList>
    </Section>
  );
}

function Counters() {
  const pages = usePage<Counter>(['guard-counters'], '/guard/counters', {}, 50, OFTEN_MILLIS);
  return (
    <Section title="Counted on this node since it started" flush>
      <PagedList pages={pages} what="counters" empty={<Nothing title="Nothing counted" />}>
        {(counters) => (
          <Table aria-label="Counters" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>What</Th>
                <Th className="ml-right">Count</Th>
                <Th>Name</Th>
              </Tr>
            </Thead>
            <Tbody>
              {counters.map(({ name, value, meaning }) => (
                <Tr key={name}>
                  <Cell name="What">{meaning}</Cell>
                  <Cell name="Count" right>
                    <span className="ml-figure">{value.toLocaleString()}</span>
                  </Cell>
                  <Cell name="Name">
                    <code>{name}</code>
                  </Cell>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </PagedList>
    </Section>
  );
}

export default function BansPage() {
  const [adding, setAdding] = useState<Kind>();
  const [removing, setRemoving] = useState<{ kind: Kind; source: GuardedSource }>();
  return (
    <>
      <PageHead
        title="Bans"
        lead="Sources that nothing is taken from, sources that are never kept out, and what was kept out."
        actions={
          <div className="ml-buttons">
            <Button onClick={() => setAdding('bans')}>Ban a source</Button>
            <Button variant="secondary" onClick={() => setAdding('allowed')}>
              Allow a source
            </Button>
          </div>
        }
      />
      <Sources kind="bans" onRemove={(source) => setRemoving({ kind: 'bans', source })} />
      <Sources kind="allowed" onRemove={(source) => setRemoving({ kind: 'allowed', source })} />
      <Counters />
      {adding !== undefined && <SourceDialog kind={adding} onClose={() => setAdding(undefined)} />}
      {removing !== undefined && (
        <DeleteDialog
          what={`${removing.kind === 'bans' ? 'the ban of' : 'the exception for'} ${removing.source.source}`}
          verb={removing.kind === 'bans' ? ['Lift', 'Lifted'] : ['Remove', 'Removed']}
          path={`/guard/${removing.kind}/${removing.source.id}`}
          stale={[`guard-${removing.kind}`]}
          onGone={() => setRemoving(undefined)}
          onClose={() => setRemoving(undefined)}
        >
          Nodes hear of it within a few seconds.
        </DeleteDialog>
      )}
    </>
  );
}
