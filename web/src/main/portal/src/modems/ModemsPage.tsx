import { Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { Modem } from '../api/modemShapes';
import { OFTEN_MILLIS, usePage } from '../api/usePage';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';

const COLOURS: Readonly<Record<string, 'green' | 'orange' | 'red'>> = {
  ready: 'green',
  starting: 'orange',
  searching: 'orange',
};

function State({ modem }: { modem: Modem }) {
  const name = modem.state.replaceAll('_', ' ');
  return (
    <>
      <Label isCompact color={COLOURS[modem.state] ?? 'red'}>
        {name.charAt(0).toUpperCase() + name.slice(1)}
      </Label>
      {modem.state !== 'ready' && <div>{modem.sentence}</div>}
      <div className="ml-quiet">
        since <Instant at={modem.since} />: {modem.why}
      </div>
    </>
  );
}

function ModemRow({ modem }: { modem: Modem }) {
  return (
    <Tr>
      <Cell name="Modem">
        {modem.name}
        <div>{modem.model ?? ''}</div>
      </Cell>
      <Cell name="State">
        <State modem={modem} />
      </Cell>
      <Cell name="Network">{modem.network ?? '–'}</Cell>
      <Cell name="Signal" right>
        <span className="ml-figure">
          {typeof modem.signal === 'number' ? `${modem.signal} dBm` : '–'}
        </span>
      </Cell>
      <Cell name="Number">{modem.number || '–'}</Cell>
      <Cell name="Port">
        <code>{modem.port}</code>
      </Cell>
      <Cell name="Call">{modem.calling ? 'in a call' : 'free'}</Cell>
      <Cell name="Last error">{modem.lastError ?? 'none'}</Cell>
    </Tr>
  );
}

export default function ModemsPage() {
  const pages = usePage<Modem>(['modems'], '/modems', {}, 50, OFTEN_MILLIS);
  return (
    <>
      <PageHead title="Modems" lead="What is plugged into this machine and leads to a network." />
      <Section title="All modems" flush>
        <PagedList
          pages={pages}
          what="modems"
          empty={<Nothing title="No modem">The setting modems.file names none.</Nothing>}
        >
          {(modems) => (
            <Table aria-label="Modems" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>Modem</Th>
                  <Th>State</Th>
                  <Th>Network</Th>
                  <Th className="ml-right">Signal</Th>
                  <Th>Number</Th>
                  <Th>Port</Th>
                  <Th>Call</Th>
                  <Th>Last error</Th>
                </Tr>
              </Thead>
              <Tbody>
                {modems.map((modem) => (
                  <ModemRow key={modem.name} modem={modem} />
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
    </>
  );
}
