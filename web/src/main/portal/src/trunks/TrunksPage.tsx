import { Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { usePage } from '../api/usePage';
import type { Trunk } from '../api/shapes';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';

function Health({ state }: { state: string | null | undefined }) {
  const known = (state ?? 'unknown').toLowerCase();
  const colour = known === 'up' ? 'green' : known === 'down' ? 'red' : 'grey';
  return (
    <Label isCompact color={colour}>
      {known.charAt(0).toUpperCase() + known.slice(1)}
    </Label>
  );
}

function TrunkRow({ trunk }: { trunk: Trunk }) {
  return (
    <Tr>
      <Cell name="Trunk">{trunk.name}</Cell>
      <Cell name="Health">
        <Health state={trunk.state} />
      </Cell>
      <Cell name="Address">{trunk.address ? <code>{trunk.address}</code> : '–'}</Cell>
      <Cell name="Your numbers on it">{trunk.numbers?.join(', ') || 'none'}</Cell>
      <Cell name="Carries">{trunk.prefixes?.join(', ') || 'everything'}</Cell>
      <Cell name="Calls" right>
        <span className="ml-figure">
          {trunk.callsNow ?? 0}
          {trunk.callsLimit ? ` of ${trunk.callsLimit}` : ''}
        </span>
      </Cell>
    </Tr>
  );
}

export default function TrunksPage() {
  const pages = usePage<Trunk>(['trunks'], '/trunks');
  return (
    <>
      <PageHead title="Trunks" lead="The carriers that connect you with the world outside." />
      <Section title="All trunks" flush>
        <PagedList
          pages={pages}
          what="trunks"
          empty={<Nothing title="No trunk">Calls outside are refused.</Nothing>}
        >
          {(trunks) => (
            <Table aria-label="Trunks" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>Trunk</Th>
                  <Th>Health</Th>
                  <Th>Address</Th>
                  <Th>Your numbers on it</Th>
                  <Th>Carries</Th>
                  <Th className="ml-right">Calls</Th>
                </Tr>
              </Thead>
              <Tbody>
                {trunks.map((trunk) => (
                  <TrunkRow key={trunk.id} trunk={trunk} />
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
    </>
  );
}
