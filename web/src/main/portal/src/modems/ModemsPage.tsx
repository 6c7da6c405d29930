import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import type { Modem } from '../api/modemShapes';
import { OFTEN_MILLIS, usePage } from '../api/usePage';
import { sees } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';
import { Messages } from './Messages';
import { SendDialog } from './SendDialog';
import { memoryInWords, sends } from './words';

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

interface RowProps {
  readonly modem: Modem;
  readonly onSend: ((modem: string) => void) | undefined;
}

function ModemRow({ modem, onSend }: RowProps) {
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
      <Cell name="Messages">
        {modem.messages == null ? (
          '–'
        ) : modem.messages.full ? (
          <Label isCompact color="red">
            {memoryInWords(modem.messages)}
          </Label>
        ) : (
          memoryInWords(modem.messages)
        )}
      </Cell>
      <Cell name="Last error">{modem.lastError ?? 'none'}</Cell>
      <Td className="ml-right">
        {onSend !== undefined && sends(modem) && (
          <Button
            variant="secondary"
            size="sm"
            aria-label={`Send a message over ${modem.name}`}
            onClick={() => onSend(modem.name)}
          >
            Send
          </Button>
        )}
      </Td>
    </Tr>
  );
}

export default function ModemsPage() {
  const mayWrite = sees(useMe(), 'sendMessages');
  const [sending, setSending] = useState<string>();
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
                  <Th>Messages</Th>
                  <Th>Last error</Th>
                  <Th screenReaderText="Actions" />
                </Tr>
              </Thead>
              <Tbody>
                {modems.map((modem) => (
                  <ModemRow
                    key={modem.name}
                    modem={modem}
                    onSend={mayWrite ? setSending : undefined}
                  />
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
      {pages.items
        .filter(({ kind }) => kind === 'module')
        .map(({ name }) => (
          <Messages key={name} modem={name} />
        ))}
      {sending !== undefined && (
        <SendDialog modem={sending} onClose={() => setSending(undefined)} />
      )}
    </>
  );
}
