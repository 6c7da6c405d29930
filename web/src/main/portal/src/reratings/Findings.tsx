import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReRating, ReRatingSum, UnratedLeg } from '../api/reRatingShapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Facts } from '../parts/Facts';
import { Nothing } from '../parts/Nothing';
import { Instant } from '../time/Instant';

function SumRow({ sum, currency }: { sum: ReRatingSum; currency: string }) {
  const money = (amount: string) => <Amount of={{ amount, currency }} />;
  return (
    <Tr>
      <Cell name="Destination">{sum.destination === '' ? <b>All</b> : sum.destination}</Cell>
      <Cell name="Legs" right>
        <span className="ml-figure">{sum.legs}</span>
      </Cell>
      <Cell name="Charged" right>
        {money(sum.before)}
      </Cell>
      <Cell name="Anew" right>
        {money(sum.after)}
      </Cell>
      <Cell name="Difference" right>
        {money(sum.difference)}
      </Cell>
    </Tr>
  );
}

function Sums({ rating }: { rating: ReRating }) {
  const { dryRun, currency } = rating;
  const total = { ...dryRun, destination: '' };
  return (
    <Table aria-label="Dry run" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Destination</Th>
          <Th className="ml-right">Legs</Th>
          <Th className="ml-right">Charged</Th>
          <Th className="ml-right">Anew</Th>
          <Th className="ml-right">Difference</Th>
        </Tr>
      </Thead>
      <Tbody>
        {[total, ...dryRun.destinations].map((sum) => (
          <SumRow key={sum.destination} sum={sum} currency={currency} />
        ))}
      </Tbody>
    </Table>
  );
}

function Unrated({ legs, all }: { legs: readonly UnratedLeg[]; all: number }) {
  return (
    <Table aria-label="Legs that are left" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>{legs.length < all ? `The first ${legs.length} of ${all} legs left` : 'Leg left'}</Th>
          <Th>Reason</Th>
        </Tr>
      </Thead>
      <Tbody>
        {legs.map(({ leg, reason }) => (
          <Tr key={leg}>
            <Cell name="Leg">
              <code>{leg}</code>
            </Cell>
            <Cell name="Reason">{reason}</Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** What posting would do, and what it did. */
export function Findings({ rating }: { rating: ReRating }) {
  const { dryRun, posted, currency } = rating;
  const left = posted?.ended ? posted : dryRun;
  return (
    <>
      <Facts
        of={[
          [
            'Calls',
            <span key="calls">
              <Instant at={rating.since} /> – <Instant at={rating.until} />
            </span>,
          ],
          ['Wallets that would owe', dryRun.owingWallets],
          ['Legs that would be left', dryRun.unratedLegs],
          ...(posted === null
            ? []
            : ([
                ['Legs posted', posted.legs],
                [
                  'Difference posted',
                  <Amount key="posted" of={{ amount: posted.difference, currency }} />,
                ],
                ['Owed', <Amount key="owed" of={{ amount: posted.owed, currency }} />],
              ] as const)),
        ]}
      />
      <h3 className="ml-subhead">Dry run</h3>
      {dryRun.legs === 0 ? <Nothing title="No call would change" /> : <Sums rating={rating} />}
      {left.unrated.length > 0 && <Unrated legs={left.unrated} all={left.unratedLegs} />}
    </>
  );
}
