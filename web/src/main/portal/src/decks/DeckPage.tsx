import { Alert, Button, Flex, PageSection } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { read } from '../api/http';
import type { Deck } from '../api/shapes';
import { Cell } from '../parts/Cell';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { useNow } from '../time/Elapsed';
import { knownZone } from '../time/inZone';
import { ApproveDeck } from './ApproveDeck';
import { DeckState } from './DecksPage';
import { DryRun } from './DryRun';
import { WithdrawDeck } from './WithdrawDeck';
import { inForce } from './inForce';
import { listed } from './wrongRows';
import { PRICES_FOR, whoseIs } from './relation';
import { ROUNDINGS } from './rounding';
import { titleOf } from './withdrawal';

function About({ deck }: { deck: Deck }) {
  const now = useNow();
  return (
    <Panel title="About">
      <Facts
        of={[
          ['State', <DeckState key="state" deck={deck} />],
          ['For', PRICES_FOR[deck.relation]],
          ['Whose deck', whoseIs(deck)],
          ['In force', inForce(deck, now)],
          ['Lines', deck.lines],
          ['Currency', deck.currency],
          ['Rounded', ROUNDINGS[deck.rounding] ?? deck.rounding],
          ['Zone', knownZone(deck.timeZone)],
          ['Time bands', deck.bands.length === 0 ? 'none' : deck.bands.join('; ')],
          ['Holidays', deck.holidays.length === 0 ? 'none' : deck.holidays.join(', ')],
          ['Prices are', `${deck.taxBasis === 'NET' ? 'net' : 'gross'}, ${deck.taxClass}`],
          ['File', deck.fileName ?? 'none'],
        ]}
      />
    </Panel>
  );
}

function Problems({ deck }: { deck: Deck }) {
  return (
    <Panel title="What is wrong with the file" flush>
      <Alert
        variant="danger"
        isInline
        title={`${deck.wrongRows} rows are wrong, so nothing of the file is used`}
        component="p"
      >
        {listed(deck)}
      </Alert>
      <Table aria-label="Wrong rows" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>Line</Th>
            <Th>Column</Th>
            <Th>Reason</Th>
          </Tr>
        </Thead>
        <Tbody>
          {deck.problems.map((problem) => (
            <Tr key={problem.line}>
              <Cell name="Line">{problem.line}</Cell>
              <Cell name="Column">{problem.column}</Cell>
              <Cell name="Reason">{problem.reason}</Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Panel>
  );
}

function Findings({ deck }: { deck: Deck }) {
  if (deck.wrongRows > 0) {
    return <Problems deck={deck} />;
  }
  return <DryRun deck={deck} />;
}

function Actions({ deck }: { deck: Deck }) {
  const [doing, setDoing] = useState<'approve' | 'withdraw'>();
  const close = () => setDoing(undefined);
  return (
    <Flex gap={{ default: 'gapSm' }}>
      {deck.state === 'DRAFT' && deck.wrongRows === 0 && (
        <Button onClick={() => setDoing('approve')}>Approve</Button>
      )}
      {deck.state !== 'WITHDRAWN' && (
        <Button variant="secondary" isDanger onClick={() => setDoing('withdraw')}>
          {deck.state === 'DRAFT' ? 'Drop' : 'Take back'}
        </Button>
      )}
      {doing === 'approve' && <ApproveDeck deck={deck} onClose={close} />}
      {doing === 'withdraw' && <WithdrawDeck deck={deck} onClose={close} />}
    </Flex>
  );
}

export default function DeckPage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['decks', id],
    queryFn: ({ signal }) => read<Deck>(`/decks/${encodeURIComponent(id)}`, {}, signal),
  });
  const deck = query.data;
  return (
    <>
      <PageHead
        title={deck === undefined ? 'Rate deck' : titleOf(deck)}
        above={{ name: 'Rate decks', path: '/decks' }}
        actions={deck && <Actions deck={deck} />}
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the deck">
          {(it) => (
            <>
              <About deck={it} />
              <Findings deck={it} />
            </>
          )}
        </Loaded>
      </PageSection>
    </>
  );
}
