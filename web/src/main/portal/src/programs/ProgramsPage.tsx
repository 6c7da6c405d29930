import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { usePage } from '../api/usePage';
import type { Program } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';
import { ProgramDialog } from './ProgramDialog';

function ProgramRow({ program }: { program: Program }) {
  return (
    <Tr>
      <Cell name="Name">
        <Link to={`/programs/${program.id}`}>{program.name}</Link>
        {program.description && <div className="ml-quiet">{program.description}</div>}
      </Cell>
      <Cell name="Live version">
        {program.live === null ? (
          <Label isCompact color="orange">
            Nothing uploaded
          </Label>
        ) : (
          <>
            {program.live.fileName} <span className="ml-quiet">version {program.live.number}</span>
          </>
        )}
      </Cell>
      <Cell name="Uploaded">
        <Instant at={program.live?.uploaded ?? null} />
      </Cell>
      <Cell name="Numbers">
        {program.numbers.length === 0 ? 'none' : program.numbers.join(', ')}
      </Cell>
      <Cell name="Running now" right>
        <span className="ml-figure">{program.runningNow}</span>
      </Cell>
    </Tr>
  );
}

export default function ProgramsPage() {
  const { role } = useMe();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const pages = usePage<Program>(['programs'], '/programs');
  const create = may(role, 'changePrograms') && (
    <Button onClick={() => setCreating(true)}>Create a program</Button>
  );
  return (
    <>
      <PageHead
        title="Programs"
        lead="Your own executables, started for a call and speaking AGI with it."
        actions={create}
      />
      <Section title="All programs" flush>
        <PagedList
          pages={pages}
          what="programs"
          empty={
            <Nothing title="There is no program yet">
              A program answers calls: it plays prompts, asks for digits and dials on. Create one,
              upload an executable, and attach a number to it.
            </Nothing>
          }
        >
          {(programs) => (
            <Table aria-label="Programs" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>Name</Th>
                  <Th>Live version</Th>
                  <Th>Uploaded</Th>
                  <Th>Numbers</Th>
                  <Th className="ml-right">Running now</Th>
                </Tr>
              </Thead>
              <Tbody>
                {programs.map((program) => (
                  <ProgramRow key={program.id} program={program} />
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
      {creating && (
        <ProgramDialog
          onSaved={(program) => void navigate(`/programs/${program.id}`)}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}
