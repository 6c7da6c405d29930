import { Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { ChargeLine } from '../api/ledgerShapes';
import { usePage } from '../api/usePage';
import { useMe } from '../app/session';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Duration } from '../time/Elapsed';
import { RELATIONS } from './relation';
import type { queryOf } from './wanted';

function Line({ charge, operator }: { charge: ChargeLine; operator: boolean }) {
  return (
    <Tr>
      <Cell name="Posting date">{charge.postingDate}</Cell>
      {operator && (
        <Cell name="What">
          <Label isCompact color={charge.relation === 'COST' ? 'orange' : 'blue'}>
            {RELATIONS[charge.relation]}
          </Label>
        </Cell>
      )}
      {operator && <Cell name="Call of">{charge.tenant}</Cell>}
      <Cell name={operator ? 'Paid by or owed to' : 'Paid by'}>{charge.payer}</Cell>
      <Cell name="Destination">
        <Link to={`/charges/${charge.id}`}>
          {charge.destination} <code>{charge.prefix}</code>
        </Link>
      </Cell>
      <Cell name="Billed" right>
        <Duration millis={charge.billedSeconds * 1000} />
      </Cell>
      <Cell name="Amount" right>
        <Amount of={charge.cost} />
        {charge.takenBack && ' (taken back)'}
      </Cell>
    </Tr>
  );
}

export function ChargeTable({ asked }: { asked: ReturnType<typeof queryOf> }) {
  const { operator } = useMe().tenant;
  const pages = usePage<ChargeLine>(['charges'], '/ledger/charges', asked);
  const all = Object.values(asked).every((each) => each === '');
  return (
    <PagedList
      pages={pages}
      what="charges"
      empty={
        all ? (
          <Nothing title="Nothing was charged yet">Charges come with calls that end.</Nothing>
        ) : (
          <Nothing title="No such charge">Nothing was charged of what is asked for here.</Nothing>
        )
      }
    >
      {(charges) => (
        <Table aria-label="Charges" variant="compact" gridBreakPoint="grid-lg">
          <Thead>
            <Tr>
              <Th>Posting date</Th>
              {operator && <Th>What</Th>}
              {operator && <Th>Call of</Th>}
              <Th>{operator ? 'Paid by or owed to' : 'Paid by'}</Th>
              <Th>Destination</Th>
              <Th className="ml-right">Billed</Th>
              <Th className="ml-right">Amount</Th>
            </Tr>
          </Thead>
          <Tbody>
            {charges.map((charge) => (
              <Line key={charge.id} charge={charge} operator={operator} />
            ))}
          </Tbody>
        </Table>
      )}
    </PagedList>
  );
}
