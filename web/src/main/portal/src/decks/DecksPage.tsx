import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Deck } from '../api/shapes';
import { usePage } from '../api/usePage';
import { sees } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { useNow } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { inForce } from './inForce';
import { RELATIONS } from './relation';
import { UploadDeck } from './UploadDeck';

export function DeckState({ deck }: { deck: Deck }) {
  if (deck.wrongRows > 0) {
    return (
      <Label isCompact color="red">
        {`${deck.wrongRows} wrong rows`}
      </Label>
    );
  }
  return deck.state === 'DRAFT' ? (
    <Label isCompact color="orange">
      Draft
    </Label>
  ) : (
    <Label isCompact color={deck.state === 'APPROVED' ? 'green' : 'grey'}>
      {deck.state === 'APPROVED' ? 'Approved' : 'Taken back'}
    </Label>
  );
}

export default function DecksPage() {
  const navigate = useNavigate();
  const rates = sees(useMe(), 'seeRates');
  const [uploading, setUploading] = useState(false);
  const now = useNow();
  const pages = usePage<Deck>(['decks'], '/decks');
  return (
    <>
      <PageHead
        title="Rate decks"
        lead="Prices change in steps: upload a file, look at what it would do, approve it, take it back."
        {...(rates && { above: { name: 'Rates', path: '/rates' } })}
        actions={<Button onClick={() => setUploading(true)}>Upload a deck</Button>}
      />
      <Section title="All versions" flush>
        <PagedList
          pages={pages}
          what="decks"
          empty={
            <Nothing title="There is no deck yet">
              Upload a CSV or XLSX file with a prefix and a price in each row.
            </Nothing>
          }
        >
          {(decks) => (
            <Table aria-label="Rate decks" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>Name</Th>
                  <Th>State</Th>
                  <Th>For</Th>
                  <Th className="ml-right">Lines</Th>
                  <Th>In force</Th>
                  <Th>Uploaded</Th>
                </Tr>
              </Thead>
              <Tbody>
                {decks.map((deck) => (
                  <Tr key={deck.id}>
                    <Cell name="Name">
                      <Link to={`/decks/${deck.id}`}>{deck.name}</Link>{' '}
                      <span className="ml-quiet">version {deck.version}</span>
                    </Cell>
                    <Cell name="State">
                      <DeckState deck={deck} />
                    </Cell>
                    <Cell name="For">
                      {RELATIONS[deck.relation]}
                      {deck.payerName !== null && `, ${deck.payerName}`}
                    </Cell>
                    <Cell name="Lines" right>
                      <span className="ml-figure">{deck.lines}</span>
                    </Cell>
                    <Cell name="In force">{inForce(deck, now)}</Cell>
                    <Cell name="Uploaded">
                      <Instant at={deck.made?.at ?? null} />
                    </Cell>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
      {uploading && (
        <UploadDeck
          onUploaded={(deck) => void navigate(`/decks/${deck.id}`)}
          onClose={() => setUploading(false)}
        />
      )}
    </>
  );
}
