import { Label, type LabelProps } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { BundlePart, CallRecord, Considered, PayerDecision } from '../api/shapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Facts } from '../parts/Facts';
import { Panel } from '../parts/Section';

const VERDICTS: Readonly<
  Record<Considered['verdict'], readonly [string, NonNullable<LabelProps['color']>]>
> = {
  PAYS: ['Agreed first', 'green'],
  STANDS_BY: ['Stands by', 'blue'],
  DECLINED: ['Not asked to pay', 'grey'],
};

function ConsideredRow({ each }: { each: Considered }) {
  const [name, colour] = VERDICTS[each.verdict];
  return (
    <Tr>
      <Cell name="Who">
        {each.name || '–'}{' '}
        <span className="ml-quiet">
          {each.who}
          {each.offer && `, ${each.offer}`}
        </span>
      </Cell>
      <Cell name="Bid" right>
        {each.bid ? <Amount of={each.bid} /> : '–'}
      </Cell>
      <Cell name="What came of it">
        <Label isCompact color={colour}>
          {name}
        </Label>
      </Cell>
      <Cell name="Why">{each.why}</Cell>
    </Tr>
  );
}

function BundleRow({ each }: { each: BundlePart }) {
  const [name, colour] = VERDICTS[each.verdict];
  return (
    <Tr>
      <Cell name="Bundle">
        <Link to={`/wallets/${each.walletId}`}>{each.name}</Link>{' '}
        <span className="ml-quiet">covers {each.prefix}</span>
      </Cell>
      <Cell name="Set aside" right>
        {each.seconds > 0 ? <Amount of={{ amount: `${each.seconds}`, currency: 'SEC' }} /> : '–'}
      </Cell>
      <Cell name="What came of it">
        <Label isCompact color={colour}>
          {each.verdict === 'DECLINED' ? 'Left out' : name}
        </Label>
      </Cell>
      <Cell name="Why">{each.why}</Cell>
    </Tr>
  );
}

function Bundled({ bundles }: { bundles: readonly BundlePart[] }) {
  return (
    <Table aria-label="Bundles" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Bundle</Th>
          <Th className="ml-right">Set aside</Th>
          <Th>What came of it</Th>
          <Th>Why</Th>
        </Tr>
      </Thead>
      <Tbody>
        {bundles.map((each) => (
          <BundleRow key={each.walletId} each={each} />
        ))}
      </Tbody>
    </Table>
  );
}

function OneDecision({ of }: { of: PayerDecision }) {
  const { decision } = of;
  const bundles = decision.bundles ?? [];
  const session = Object.entries(decision.facts.session);
  return (
    <div className="ml-charge">
      <Facts
        of={[
          [
            'Paid by',
            decision.refusal ? `nobody: ${decision.refusal.reason}` : decision.pays || 'nobody',
          ],
          of.segment > 1 && ['Handed over after', `${of.afterSeconds} s`],
          ['Rule', decision.rule.steps.join(', ')],
          ['Offers compared at', `${decision.rule.bidSeconds} s`],
          ['To', decision.facts.to],
          session.length > 0 && [
            'Of the session',
            session.map(([name, value]) => `${name} = ${value}`).join(', '),
          ],
        ]}
      />
      <Table aria-label="Who was considered" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>Who</Th>
            <Th className="ml-right">Bid</Th>
            <Th>What came of it</Th>
            <Th>Why</Th>
          </Tr>
        </Thead>
        <Tbody>
          {decision.considered.map((each, index) => (
            <ConsideredRow key={`${each.name} ${each.offerId ?? ''} ${index}`} each={each} />
          ))}
        </Tbody>
      </Table>
      {bundles.length > 0 && <Bundled bundles={bundles} />}
    </div>
  );
}

/** Who paid for each leg, who else was considered, and the facts it was decided from. */
export function PayerDecisions({ call }: { call: CallRecord }) {
  const decisions = call.payerDecisions ?? [];
  return decisions.length === 0 ? null : (
    <Panel title="Who pays">
      {decisions.map((each) => (
        <OneDecision key={`${each.leg} ${each.segment}`} of={each} />
      ))}
    </Panel>
  );
}
