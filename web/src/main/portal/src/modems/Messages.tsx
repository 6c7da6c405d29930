import { Button } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import type { Message } from '../api/modemShapes';
import { OFTEN_MILLIS, usePage } from '../api/usePage';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';
import { missingInWords, newestFirst } from './words';

const STALE = ['modem-messages', 'modems'];

interface RowProps {
  readonly message: Message;
  readonly onDelete: (message: Message) => void;
}

function MessageRow({ message, onDelete }: RowProps) {
  const missing = missingInWords(message.missing);
  return (
    <Tr>
      <Cell name="Sent">
        <Instant at={message.sent ?? null} />
      </Cell>
      <Cell name="From">{message.from}</Cell>
      <Cell name="Text">
        {message.text}
        {missing !== '' && <div className="ml-quiet">{missing}</div>}
      </Cell>
      <Td className="ml-right">
        <Button
          variant="secondary"
          size="sm"
          isDanger
          aria-label={`Delete the message from ${message.from}`}
          onClick={() => onDelete(message)}
        >
          Delete
        </Button>
      </Td>
    </Tr>
  );
}

/** What a modem received and keeps. */
export function Messages({ modem }: { modem: string }) {
  const [deleting, setDeleting] = useState<Message>();
  const path = `/modems/${encodeURIComponent(modem)}/messages`;
  const pages = usePage<Message>(['modem-messages', modem], path, {}, 50, OFTEN_MILLIS);
  const close = () => setDeleting(undefined);
  return (
    <Section title={`Messages that came to ${modem}`} flush>
      <PagedList pages={pages} what="messages" empty={<Nothing title="No message" />}>
        {(messages) => (
          <Table aria-label={`Messages of ${modem}`} variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Sent</Th>
                <Th>From</Th>
                <Th>Text</Th>
                <Th screenReaderText="Actions" />
              </Tr>
            </Thead>
            <Tbody>
              {newestFirst(messages).map((message) => (
                <MessageRow key={message.id} message={message} onDelete={setDeleting} />
              ))}
            </Tbody>
          </Table>
        )}
      </PagedList>
      {deleting !== undefined && (
        <DeleteDialog
          what={`the message from ${deleting.from}`}
          path={`${path}/${deleting.id}`}
          stale={STALE}
          onGone={close}
          onClose={close}
        >
          It is taken off the modem for good.
        </DeleteDialog>
      )}
    </Section>
  );
}
