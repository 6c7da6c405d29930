import { Alert, Button, Label, PageSection } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import type { TaxGap, TaxRate, TaxRates } from '../api/taxShapes';
import { Cell } from '../parts/Cell';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { Section } from '../parts/Section';
import { dayOf } from '../time/days';
import { AddRate } from './AddRate';
import { EndRate } from './EndRate';
import { InputTax } from './InputTax';
import { percentOf, rateInWords } from './percent';
import { standingOf, type Standing } from './standing';

const COLOURS: Readonly<Record<Standing, 'green' | 'blue' | 'grey'>> = {
  'In force': 'green',
  'To come': 'blue',
  Past: 'grey',
  'Taken back': 'grey',
};

function RateRow({ rate, today, onEnd }: { rate: TaxRate; today: string; onEnd: () => void }) {
  const standing = standingOf(rate, today);
  const open = standing === 'In force' || standing === 'To come';
  return (
    <Tr>
      <Cell name="Country">{rate.country}</Cell>
      <Cell name="Class">{rate.taxClass}</Cell>
      <Cell name="Rate" right>
        <span className="ml-figure">{percentOf(rate.rate)}</span>
      </Cell>
      <Cell name="From">{rate.from}</Cell>
      <Cell name="Until">{rate.until ?? <span aria-label="no end">–</span>}</Cell>
      <Cell name="Standing">
        <Label isCompact color={COLOURS[standing]}>
          {standing}
        </Label>
      </Cell>
      <Cell name="Change" right>
        {open && (
          <Button variant="link" isInline onClick={onEnd} aria-label={`End ${rateInWords(rate)}`}>
            End
          </Button>
        )}
      </Cell>
    </Tr>
  );
}

function Gaps({ gaps, today }: { gaps: readonly TaxGap[]; today: string }) {
  return (
    <PageSection className="ml-stack">
      {gaps.map((gap) => (
        <Alert
          key={`${gap.country} ${gap.taxClass}`}
          variant="warning"
          isInline
          component="p"
          title={`${gap.country} has no rate for ${gap.taxClass}${gap.from > today ? ` from ${gap.from}` : ''}`}
        >
          Rate decks in force have that class: who pays tax there is charged none. Add the rate, of
          0 % if no tax is due.
        </Alert>
      ))}
    </PageSection>
  );
}

export default function TaxesPage() {
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<TaxRate>();
  const today = dayOf(new Date());
  const query = useQuery({
    queryKey: ['taxes'],
    queryFn: ({ signal }) => read<TaxRates>('/tax-rates', {}, signal),
  });
  return (
    <>
      <PageHead
        title="Taxes"
        lead="Calls are taxed by the payer’s country and the deck’s class. What was charged stays as it is."
        actions={<Button onClick={() => setAdding(true)}>Add a rate</Button>}
      />
      {query.data !== undefined && query.data.gaps.length > 0 && (
        <Gaps gaps={query.data.gaps} today={today} />
      )}
      <Section title="Rates of tax" flush>
        <Loaded query={query} what="rates of tax">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="There is no rate of tax yet">
                No tax is charged, and decks that are net are charged as they are.
              </Nothing>
            ) : (
              <Table aria-label="Rates of tax" variant="compact" gridBreakPoint="grid-md">
                <Thead>
                  <Tr>
                    <Th>Country</Th>
                    <Th>Class</Th>
                    <Th className="ml-right">Rate</Th>
                    <Th>From</Th>
                    <Th>Until</Th>
                    <Th>Standing</Th>
                    <Th screenReaderText="Change" />
                  </Tr>
                </Thead>
                <Tbody>
                  {items.map((rate) => (
                    <RateRow
                      key={rate.id}
                      rate={rate}
                      today={today}
                      onEnd={() => setEnding(rate)}
                    />
                  ))}
                </Tbody>
              </Table>
            )
          }
        </Loaded>
      </Section>
      <InputTax />
      {adding && <AddRate onClose={() => setAdding(false)} />}
      {ending && <EndRate rate={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}
