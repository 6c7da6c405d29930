import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReRating, UnratedLeg } from '../api/reRatingShapes';
import { useBookZone } from '../ledger/AsOfField';
import { Amount } from '../money/Amount';
import { SumTable } from '../money/SumTable';
import { Cell } from '../parts/Cell';
import { Facts } from '../parts/Facts';
import { Nothing } from '../parts/Nothing';
import { inZone } from '../time/inZone';

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

/** Told as it was typed; whose browser is elsewhere would see other hours. */
function BookTime({ at, zone }: { at: string; zone: string }) {
  return (
    <time className="ml-time" dateTime={at} title={at}>
      {inZone(at, zone)}
    </time>
  );
}

/** What posting would do, and what it did. */
export function Findings({ rating }: { rating: ReRating }) {
  const { dryRun, posted, currency } = rating;
  const zone = useBookZone();
  const left = posted?.ended ? posted : dryRun;
  return (
    <>
      <Facts
        of={[
          ['Calls that began from', <BookTime key="since" at={rating.since} zone={zone} />],
          ['And before', <BookTime key="until" at={rating.until} zone={zone} />],
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
      {dryRun.legs === 0 ? (
        <Nothing title="No call would change" />
      ) : (
        <SumTable
          label="Dry run"
          total={dryRun}
          destinations={dryRun.destinations}
          counts={[['Legs', (sum) => sum.legs]]}
          amounts={[
            ['Charged', (sum) => sum.before],
            ['Anew', (sum) => sum.after],
            ['Difference', (sum) => sum.difference],
          ]}
          currency={currency}
        />
      )}
      {left.unrated.length > 0 && <Unrated legs={left.unrated} all={left.unratedLegs} />}
    </>
  );
}
