import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { Cell } from '../parts/Cell';
import { Amount } from './Amount';

type Column<T, V> = readonly [name: string, of: (sum: T) => V];

interface Props<T> {
  readonly label: string;
  readonly total: T;
  readonly destinations: readonly (T & { readonly destination: string })[];
  readonly counts: readonly Column<T, number>[];
  /** Decimal strings in the currency. */
  readonly amounts: readonly Column<T, string>[];
  readonly currency: string;
}

/** What calls come to: all of them, then by destination. */
export function SumTable<T>(props: Props<T>) {
  const { label, total, destinations, counts, amounts, currency } = props;
  const row = (key: string, sum: T) => (
    <Tr key={key}>
      <Cell name="Destination">{key === '' ? <b>All</b> : key}</Cell>
      {counts.map(([name, of]) => (
        <Cell key={name} name={name} right>
          <span className="ml-figure">{of(sum)}</span>
        </Cell>
      ))}
      {amounts.map(([name, of]) => (
        <Cell key={name} name={name} right>
          <Amount of={{ amount: of(sum), currency }} />
        </Cell>
      ))}
    </Tr>
  );
  return (
    <Table aria-label={label} variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Destination</Th>
          {[...counts, ...amounts].map(([name]) => (
            <Th key={name} className="ml-right">
              {name}
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {row('', total)}
        {destinations.map((sum) => row(sum.destination, sum))}
      </Tbody>
    </Table>
  );
}
