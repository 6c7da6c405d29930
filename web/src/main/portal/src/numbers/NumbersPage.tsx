import { Button, Flex } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePage } from '../api/usePage';
import type { DialledNumber } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { CallerIds } from './CallerIds';
import { NumberDialog } from './NumberDialog';
import { targetText } from './target';

type Opened =
  | { readonly what: 'create' }
  | { readonly what: 'edit' | 'delete'; readonly number: DialledNumber }
  | null;

function Target({ of: { target } }: { of: DialledNumber }) {
  const { role } = useMe();
  if (target.id === null) {
    return targetText(target);
  }
  const program = target.kind === 'PROGRAM';
  const seen = may(role, program ? 'seePrograms' : 'seePhones');
  return (
    <>
      {program ? 'Program ' : 'Phone '}
      {seen ? (
        <Link to={`/${program ? 'programs' : 'phones'}/${target.id}`}>{target.name}</Link>
      ) : (
        target.name
      )}
    </>
  );
}

function NumberTable({ numbers, onOpen }: TableProps) {
  const admin = may(useMe().role, 'changeNumbers');
  return (
    <Table aria-label="Numbers" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Number</Th>
          <Th>Leads to</Th>
          <Th>Description</Th>
          {admin && <Th screenReaderText="Actions" />}
        </Tr>
      </Thead>
      <Tbody>
        {numbers.map((number) => (
          <Tr key={number.id}>
            <Cell name="Number">
              <strong className="ml-figure">{number.number}</strong>
            </Cell>
            <Cell name="Leads to">
              <Target of={number} />
            </Cell>
            <Cell name="Description">{number.description || '–'}</Cell>
            {admin && (
              <Td className="ml-right">
                <Flex
                  gap={{ default: 'gapSm' }}
                  justifyContent={{ default: 'justifyContentFlexEnd' }}
                >
                  <Button
                    variant="secondary"
                    size="sm"
                    aria-label={`Edit ${number.number}`}
                    onClick={() => onOpen({ what: 'edit', number })}
                  >
                    Edit
                  </Button>
                  <Button
                    variant="secondary"
                    isDanger
                    size="sm"
                    aria-label={`Delete ${number.number}`}
                    onClick={() => onOpen({ what: 'delete', number })}
                  >
                    Delete
                  </Button>
                </Flex>
              </Td>
            )}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

interface TableProps {
  readonly numbers: readonly DialledNumber[];
  readonly onOpen: (opened: Opened) => void;
}

export default function NumbersPage() {
  const { role } = useMe();
  const [opened, setOpened] = useState<Opened>(null);
  const pages = usePage<DialledNumber>(['numbers'], '/numbers');
  const close = () => setOpened(null);
  return (
    <>
      <PageHead
        title="Numbers"
        lead="What can be dialled, inside and from outside, and where it leads."
        actions={
          may(role, 'changeNumbers') && (
            <Button onClick={() => setOpened({ what: 'create' })}>Attach a number</Button>
          )
        }
      />
      <Section title="All numbers" flush>
        <PagedList
          pages={pages}
          what="numbers"
          empty={
            <Nothing title="No number is attached yet">
              Attach a short number such as <code>500</code>, or one of yours from outside, to a
              program, a phone or an application, or forward it.
            </Nothing>
          }
        >
          {(numbers) => <NumberTable numbers={numbers} onOpen={setOpened} />}
        </PagedList>
      </Section>
      {may(role, 'seePhones') && role !== 'PAYER' && <CallerIds />}
      {opened?.what === 'create' && <NumberDialog onClose={close} />}
      {opened?.what === 'edit' && <NumberDialog number={opened.number} onClose={close} />}
      {opened?.what === 'delete' && (
        <DeleteDialog
          what={`number ${opened.number.number}`}
          path={`/numbers/${opened.number.id}`}
          stale={['numbers', 'programs']}
          onGone={close}
          onClose={close}
        >
          Whoever dials it hears that it is unknown.
        </DeleteDialog>
      )}
    </>
  );
}
