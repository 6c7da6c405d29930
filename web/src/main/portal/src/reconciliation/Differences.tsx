import { Button } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { Difference } from '../api/ledgerShapes';
import { ToCall } from '../calls/ToCall';
import { Cell } from '../parts/Cell';
import { linksOf } from './links';
import { meaningOf } from './meaning';
import { differenceOf, namedOn, sideOf } from './words';

const AT_ONCE = 50;

/** Which one, and where it can be looked into. */
function Which({ of }: { of: Difference }) {
  const links: [string, ReactNode][] = linksOf(of).map(({ words, path }) => [
    words,
    <Link key={words} to={path}>
      {words}
    </Link>,
  ]);
  // Not to the record that is said to be missing.
  if (of.callId !== null && of.name !== 'charge-without-record') {
    links.unshift([
      'call',
      <ToCall
        key="call"
        id={of.callId}
        words="record of the call"
        plain={
          <>
            call <code>{of.callId}</code>
          </>
        }
      />,
    ]);
  }
  return (
    <>
      {links.map(([key, link], at) => (
        <span key={key}>
          {at > 0 && ', '}
          {link}
        </span>
      ))}
      {links.length > 0 && <br />}
      <code className="ml-quiet">{of.subject}</code>
    </>
  );
}

/** What differs, each with what was expected and found, and where to look. */
export function Differences({ of }: { of: readonly Difference[] }) {
  const [shown, setShown] = useState(AT_ONCE);
  const rest = of.length - shown;
  return (
    <div className="ml-wide">
      <Table aria-label="Differences" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>What</Th>
            <Th>Which</Th>
            <Th>Expected</Th>
            <Th>Found</Th>
            <Th>Difference</Th>
            <Th modifier="nowrap">Named on</Th>
          </Tr>
        </Thead>
        <Tbody>
          {of.slice(0, shown).map((difference, index) => (
            <Tr key={`${difference.name} ${difference.subject} ${index}`}>
              <Cell name="What">
                {meaningOf(difference.name)} <code className="ml-quiet">{difference.name}</code>
              </Cell>
              <Cell name="Which">
                <Which of={difference} />
              </Cell>
              <Cell name="Expected">{sideOf(difference, 'expected')}</Cell>
              <Cell name="Found">{sideOf(difference, 'found')}</Cell>
              <Cell name="Difference">{differenceOf(difference) ?? '–'}</Cell>
              <Cell name="Named on">{namedOn(difference) ?? '–'}</Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {rest > 0 && (
        <Button variant="link" onClick={() => setShown(shown + AT_ONCE)}>
          {`Show more: ${rest} of ${of.length} are left`}
        </Button>
      )}
    </div>
  );
}
