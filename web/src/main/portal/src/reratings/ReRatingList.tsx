import { Label, type LabelProps } from '@patternfly/react-core';
import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { DeckVersion, ReRating, ReRatingState } from '../api/reRatingShapes';
import { OFTEN_MILLIS, usePage } from '../api/usePage';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Decide } from '../parts/Decide';
import { ExpandableRow } from '../parts/ExpandableRow';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { Findings } from './Findings';
import { isBeingPosted } from './posting';

const STATES: Record<ReRatingState, readonly [string, NonNullable<LabelProps['color']>]> = {
  PREPARED: ['Waits for approval', 'yellow'],
  APPROVED: ['Being posted', 'blue'],
  POSTED: ['Posted', 'green'],
  REJECTED: ['Rejected', 'grey'],
};

function DeckLink({ deck }: { deck: DeckVersion }) {
  return (
    <Link to={`/decks/${deck.id}`}>
      {deck.name} {deck.version}
    </Link>
  );
}

function ReRatingRow({ rating, row }: { rating: ReRating; row: number }) {
  const [name, colour] = STATES[rating.state];
  return (
    <ExpandableRow kind="re-rating" row={row} more={<Findings rating={rating} />}>
      <Cell name="Prepared">
        <Instant at={rating.prepared} />
      </Cell>
      <Cell name="Reason">{rating.reason}</Cell>
      <Cell name="Decks">
        {rating.wrongDecks.map((deck) => (
          <span key={deck.id}>
            <DeckLink deck={deck} />{' '}
          </span>
        ))}
        → <DeckLink deck={rating.correctedDeck} />
      </Cell>
      <Cell name="Difference" right>
        <Amount
          of={{
            amount: (rating.posted?.ended ? rating.posted : rating.dryRun).difference,
            currency: rating.currency,
          }}
        />
      </Cell>
      <Cell name="State">
        <Label isCompact color={colour}>
          {name}
        </Label>
      </Cell>
      <Cell name="Decision">
        {rating.state === 'PREPARED' ? (
          <Decide
            what="re-rating"
            path={`/re-ratings/${rating.id}`}
            prepared={rating}
            stale={['re-ratings', 'ledger', 'wallets']}
            done="Approved the re-rating: it is being posted"
          />
        ) : (
          (rating.rejection ?? <Instant at={rating.decided} />)
        )}
      </Cell>
    </ExpandableRow>
  );
}

export function ReRatingList() {
  const pages = usePage<ReRating>(
    ['re-ratings'],
    '/re-ratings',
    {},
    25,
    (ratings) => isBeingPosted(ratings) && OFTEN_MILLIS,
  );
  return (
    <Panel title="Re-ratings" flush>
      <PagedList
        pages={pages}
        what="re-ratings"
        empty={
          <Nothing title="No period has been re-rated">
            When a deck was wrong, upload a corrected one and prepare a re-rating.
          </Nothing>
        }
      >
        {(ratings) => (
          <Table aria-label="Re-ratings" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th screenReaderText="Findings" />
                <Th>Prepared</Th>
                <Th>Reason</Th>
                <Th>Decks</Th>
                <Th className="ml-right">Difference</Th>
                <Th>State</Th>
                <Th>Decision</Th>
              </Tr>
            </Thead>
            {ratings.map((rating, row) => (
              <ReRatingRow key={rating.id} rating={rating} row={row} />
            ))}
          </Table>
        )}
      </PagedList>
    </Panel>
  );
}
