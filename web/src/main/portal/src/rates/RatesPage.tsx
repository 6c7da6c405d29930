import { Label, SearchInput } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { usePage } from '../api/usePage';
import type { Rate } from '../api/shapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { useSearch } from '../parts/useSearch';
import { incrementsInWords } from '../record/price';
import { QuoteForm } from './QuoteForm';
import { absence } from './search';

function RateTable({ rates }: { rates: readonly Rate[] }) {
  return (
    <Table aria-label="Rates" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Prefix</Th>
          <Th>Destination</Th>
          <Th className="ml-right">A minute</Th>
          <Th className="ml-right">Connect fee</Th>
          <Th>Billed</Th>
        </Tr>
      </Thead>
      <Tbody>
        {rates.map((rate) => (
          <Tr key={[rate.prefix, rate.band, rate.validFrom, rate.terms].join(' ')}>
            <Cell name="Prefix">
              <code>{rate.prefix}</code>
            </Cell>
            <Cell name="Destination">
              {rate.destination} {rate.band && <Label isCompact>{rate.band}</Label>}{' '}
              {rate.blocked && (
                <Label isCompact color="red">
                  Blocked
                </Label>
              )}
            </Cell>
            <Cell name="A minute" right>
              <Amount of={rate.perMinute} />
            </Cell>
            <Cell name="Connect fee" right>
              <Amount of={rate.connectFee} />
            </Cell>
            <Cell name="Billed">
              {incrementsInWords(rate)}
              {rate.terms && <div className="ml-quiet">{rate.terms}</div>}
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** All of the rates that fit, by pages: the server searches, as a deck may have many thousands. */
function Rates({ wanted }: { wanted: string }) {
  const pages = usePage<Rate>(['rates'], '/rates', { search: wanted }, 200);
  const { title, why } = absence(wanted);
  return (
    <PagedList
      pages={pages}
      what="rates"
      empty={
        wanted === '' ? (
          <Nothing title="No rate is in force" />
        ) : (
          <Nothing title={title}>{why}</Nothing>
        )
      }
    >
      {(rates) => <RateTable rates={rates} />}
    </PagedList>
  );
}

export default function RatesPage() {
  const { text, onText, wanted } = useSearch('search');
  return (
    <>
      <PageHead title="Rates" lead="What calls cost now. The longest prefix that fits decides." />
      <QuoteForm />
      <Section
        title="Rates in force"
        flush
        actions={
          <SearchInput
            aria-label="Search by number, prefix or destination"
            placeholder="Number, prefix or place"
            value={text}
            onChange={(_event, value) => onText(value)}
            onClear={() => onText('')}
            resetButtonLabel="Clear the search"
          />
        }
      >
        <Rates key={wanted} wanted={wanted} />
      </Section>
    </>
  );
}
