import { Label, type LabelProps } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { usePage, type Pages } from '../api/usePage';
import type { Purchase, PurchaseState } from '../api/walletShapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { HeldPurchase } from './HeldPurchase';

const STATES: Record<PurchaseState, readonly [string, NonNullable<LabelProps['color']>]> = {
  AUTHORISED: ['Held', 'blue'],
  CAPTURED: ['Paid', 'green'],
  RELEASED: ['Given back', 'grey'],
  EXPIRED: ['Expired', 'grey'],
};

function PurchaseRow({ purchase }: { purchase: Purchase }) {
  const [name, colour] = STATES[purchase.state];
  return (
    <Tr>
      <Cell name="When">
        <Instant at={purchase.made} />
      </Cell>
      <Cell name="What">{purchase.text}</Cell>
      <Cell name="Item">
        <code>{purchase.item}</code>
      </Cell>
      <Cell name="State">
        <Label isCompact color={colour}>
          {name}
        </Label>{' '}
        {purchase.state === 'AUTHORISED' && (
          <>
            until <Instant at={purchase.expires} />{' '}
            <HeldPurchase id={purchase.id} price={purchase.price} text={purchase.text} />
          </>
        )}
      </Cell>
      <Cell name="Price" right>
        <Amount of={purchase.price} />
      </Cell>
      <Cell name="Paid" right>
        <Amount of={purchase.captured} />
      </Cell>
    </Tr>
  );
}

/** What was bought at a fixed price, newest first. */
export function PurchaseList({ pages }: { pages: Pages<Purchase> }) {
  return (
    <PagedList
      pages={pages}
      what="purchases"
      empty={
        <Nothing title="Nothing has been bought yet">
          Pages, downloads and whatever else has a fixed price appear here.
        </Nothing>
      }
    >
      {(purchases) => (
        <Table aria-label="Purchases" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>When</Th>
              <Th>What</Th>
              <Th>Item</Th>
              <Th>State</Th>
              <Th className="ml-right">Price</Th>
              <Th className="ml-right">Paid</Th>
            </Tr>
          </Thead>
          <Tbody>
            {purchases.map((purchase) => (
              <PurchaseRow key={purchase.id} purchase={purchase} />
            ))}
          </Tbody>
        </Table>
      )}
    </PagedList>
  );
}

/** What was bought from one wallet. */
export function Purchases({ walletId }: { walletId: string }) {
  const pages = usePage<Purchase>(
    ['wallets', walletId, 'purchases'],
    '/purchases',
    { wallet: walletId },
    10,
  );
  return (
    <Panel title="Purchases" flush>
      <PurchaseList pages={pages} />
    </Panel>
  );
}
