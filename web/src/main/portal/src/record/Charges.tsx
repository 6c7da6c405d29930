import { Label, type LabelProps } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { CallRecord, Charge, TraceLine } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { LedgerMoves } from '../ledger/LedgerMoves';
import { Amount } from '../money/Amount';
import { signOf } from '../money/money';
import { Cell } from '../parts/Cell';
import { Facts } from '../parts/Facts';
import { Nothing } from '../parts/Nothing';
import { Panel } from '../parts/Section';
import { percentOf } from '../taxes/percent';
import { Duration } from '../time/Elapsed';
import { formatOffset } from '../time/duration';
import { priceInWords } from './price';

const KINDS: Readonly<Record<string, readonly [string, NonNullable<LabelProps['color']>]>> = {
  deck: ['Deck', 'teal'],
  quote: ['Quote', 'grey'],
  hold: ['Hold', 'yellow'],
  extend: ['Extend', 'orange'],
  debit: ['Debit', 'green'],
  tax: ['Tax', 'blue'],
  void: ['Void', 'grey'],
};

function Trace({ lines, began }: { lines: readonly TraceLine[]; began: string }) {
  return (
    <Table aria-label="How the cost came about" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>When</Th>
          <Th>Step</Th>
          <Th>What</Th>
          <Th className="ml-right">Amount</Th>
        </Tr>
      </Thead>
      <Tbody>
        {lines.map((line, index) => {
          const [name, colour] = KINDS[line.kind] ?? [line.kind, 'grey'];
          return (
            <Tr key={`${line.at} ${index}`}>
              <Cell name="When">
                <span className="ml-figure">{formatOffset(began, line.at)}</span>
              </Cell>
              <Cell name="Step">
                <Label isCompact color={colour}>
                  {name}
                </Label>
              </Cell>
              <Cell name="What">{line.text}</Cell>
              <Cell name="Amount" right>
                <Amount of={line.amount} />
              </Cell>
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}

/** A charge: what was matched, how the cost came about, and what was posted. */
export function ChargeFacts({
  charge,
  began,
  who = 'Paid by',
}: {
  charge: Charge;
  began: string;
  who?: string;
}) {
  const { role } = useMe();
  const payer = charge.payer ?? 'the wallet';
  return (
    <div className="ml-charge">
      <Facts
        of={[
          ['Destination', charge.destination],
          ['Prefix matched', <code key="prefix">{charge.prefix}</code>],
          ['Tariff', charge.tariff],
          ['Price', priceInWords(charge.price)],
          ['Billed', <Duration key="billed" millis={charge.billedSeconds * 1000} />],
          [
            'Cost',
            <span key="cost">
              <Amount of={charge.cost} />
              {charge.takenBack === true && ' (taken back)'}
            </span>,
          ],
          charge.walletName !== undefined && ['Wallet', charge.walletName],
          signOf(charge.tax.amount) > 0 && [
            'Included tax',
            <>
              <Amount of={charge.tax.amount} />, {percentOf(charge.tax.rate)} {charge.tax.country}
            </>,
          ],
          [
            who,
            charge.walletId !== null && may(role, 'seeWallets') ? (
              <Link key="payer" to={`/wallets/${charge.walletId}`}>
                {payer}
              </Link>
            ) : (
              payer
            ),
          ],
        ]}
      />
      <h3 className="ml-subhead">How the cost came about</h3>
      <Trace lines={charge.trace} began={began} />
      {charge.moves.length > 0 && (
        <>
          <h3 className="ml-subhead">Ledger entries</h3>
          <LedgerMoves moves={charge.moves} />
          {charge.transferId !== null && may(role, 'seeLedger') && (
            <p className="ml-note">
              <Link to={`/ledger/transfers/${charge.transferId}`}>
                Their transfer in the ledger
              </Link>
            </p>
          )}
        </>
      )}
    </div>
  );
}

export function Charges({ call }: { call: CallRecord }) {
  return (
    <Panel title="Cost">
      {call.charges.length === 0 ? (
        <Nothing title="Nothing was charged">
          Calls that nobody answered and calls to emergency numbers cost nothing.
        </Nothing>
      ) : (
        call.charges.map((charge, index) => (
          <ChargeFacts key={`${charge.leg} ${index}`} charge={charge} began={call.began} />
        ))
      )}
    </Panel>
  );
}
