import { Button, Flex, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { OFTEN_MILLIS, usePage } from '../api/usePage';
import type { Trunk } from '../api/trunkShapes';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { TrunkDialog } from './TrunkDialog';
import { TryNumber } from './TryNumber';

type Opened =
  { readonly what: 'create' } | { readonly what: 'edit' | 'delete'; readonly trunk: Trunk } | null;

const COLOURS = { up: 'green', suspect: 'orange', down: 'red', unknown: 'grey' } as const;

function Health({ trunk: { enabled, state, reason } }: { trunk: Trunk }) {
  return enabled ? (
    <>
      <Label isCompact color={COLOURS[state]}>
        {state.charAt(0).toUpperCase() + state.slice(1)}
      </Label>
      {reason !== '' && <div>{reason}</div>}
    </>
  ) : (
    <Label isCompact>Switched off</Label>
  );
}

interface RowProps {
  readonly trunk: Trunk;
  readonly operator: boolean;
  readonly onOpen: (opened: Opened) => void;
}

function TrunkRow({ trunk, operator, onOpen }: RowProps) {
  const button = (what: 'edit' | 'delete', name: string) => (
    <Button
      variant="secondary"
      size="sm"
      isDanger={what === 'delete'}
      aria-label={`${name} ${trunk.name}`}
      onClick={() => onOpen({ what, trunk })}
    >
      {name}
    </Button>
  );
  return (
    <Tr>
      <Cell name="Trunk">{trunk.name}</Cell>
      <Cell name="Health">
        <Health trunk={trunk} />
      </Cell>
      <Cell name="Address">
        <code>{trunk.address}</code>
        {trunk.registers && <div>registered as {trunk.user ?? 'the operator'}</div>}
      </Cell>
      {!operator && <Cell name="Your numbers">{trunk.numbers.join(', ') || 'none'}</Cell>}
      <Cell name="Carries">{trunk.prefixes.join(', ') || 'everything'}</Cell>
      <Cell name="Calls" right>
        <span className="ml-figure">
          {trunk.callsNow}
          {trunk.callsLimit === null ? '' : ` of ${trunk.callsLimit}`}
        </span>
      </Cell>
      <Td className="ml-right">
        {trunk.own && (
          <Flex gap={{ default: 'gapSm' }} justifyContent={{ default: 'justifyContentFlexEnd' }}>
            {button('edit', 'Edit')}
            {button('delete', 'Delete')}
          </Flex>
        )}
      </Td>
    </Tr>
  );
}

export default function TrunksPage() {
  const { operator } = useMe().tenant;
  const [opened, setOpened] = useState<Opened>(null);
  const pages = usePage<Trunk>(['trunks'], '/trunks', {}, 50, OFTEN_MILLIS);
  const close = () => setOpened(null);
  return (
    <>
      <PageHead
        title="Trunks"
        lead={
          operator
            ? 'The carriers that connect the tenants with the world outside.'
            : 'The carriers that connect you with the world outside: the operator’s, and your own.'
        }
        actions={<Button onClick={() => setOpened({ what: 'create' })}>Add a trunk</Button>}
      />
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
                  {!operator && <Th>Your numbers</Th>}
                  <Th>Carries</Th>
                  <Th className="ml-right">Calls</Th>
                  <Th screenReaderText="Actions" />
                </Tr>
              </Thead>
              <Tbody>
                {trunks.map((trunk) => (
                  <TrunkRow key={trunk.id} trunk={trunk} operator={operator} onOpen={setOpened} />
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
      {!operator && (
        <Section title="Which trunk carries a number?">
          <TryNumber />
        </Section>
      )}
      {opened?.what === 'create' && <TrunkDialog onClose={close} />}
      {opened?.what === 'edit' && <TrunkDialog trunk={opened.trunk} onClose={close} />}
      {opened?.what === 'delete' && (
        <DeleteDialog
          what={`trunk ${opened.trunk.name}`}
          path={`/trunks/${opened.trunk.id}`}
          stale={['trunks']}
          onGone={close}
          onClose={close}
        >
          Calls that are up over it go on.
        </DeleteDialog>
      )}
    </>
  );
}
