import { Button, Flex, PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { read } from '../api/http';
import type { Program } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { CopyText } from '../parts/CopyText';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { ProgramDialog } from './ProgramDialog';
import { Runs } from './Runs';
import { Variables } from './Variables';
import { Versions } from './Versions';

function About({ program }: { program: Program }) {
  return (
    <Panel title="About">
      <Facts
        of={[
          ['Description', program.description || 'none'],
          [
            'Numbers',
            program.numbers.length === 0 ? (
              <Link key="numbers" to="/numbers">
                none attached
              </Link>
            ) : (
              program.numbers.join(', ')
            ),
          ],
          ['Running now', program.runningNow],
          [
            'Live version',
            program.live === null
              ? 'nothing uploaded'
              : `${program.live.fileName}, version ${program.live.number}`,
          ],
          ['Program id', <CopyText key="id" text={program.id} what="program id" />],
        ]}
      />
    </Panel>
  );
}

export default function ProgramPage() {
  const { id = '' } = useParams();
  const { role } = useMe();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null);
  const query = useQuery({
    queryKey: ['programs', id],
    queryFn: ({ signal }) => read<Program>(`/programs/${encodeURIComponent(id)}`, {}, signal),
  });
  const program = query.data;
  const close = () => setDialog(null);
  return (
    <>
      <PageHead
        title={program?.name ?? 'Program'}
        above={{ name: 'Programs', path: '/programs' }}
        actions={
          program &&
          may(role, 'changePrograms') && (
            <Flex gap={{ default: 'gapSm' }}>
              <Button variant="secondary" onClick={() => setDialog('edit')}>
                Edit
              </Button>
              <Button variant="secondary" isDanger onClick={() => setDialog('delete')}>
                Delete
              </Button>
            </Flex>
          )
        }
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the program">
          {(it) => (
            <>
              <About program={it} />
              {may(role, 'seeVersions') && <Versions program={it} />}
              {may(role, 'changePrograms') && (
                <Variables key={JSON.stringify(it.variables)} program={it} />
              )}
              {may(role, 'seeRuns') && <Runs programId={it.id} />}
            </>
          )}
        </Loaded>
      </PageSection>
      {program && dialog === 'edit' && <ProgramDialog program={program} onClose={close} />}
      {program && dialog === 'delete' && (
        <DeleteDialog
          what={program.name}
          path={`/programs/${program.id}`}
          stale={['numbers']}
          onGone={() => void navigate('/programs')}
          onClose={close}
        >
          Its versions are deleted. Numbers that lead to it have to be detached first. Calls stay on
          record.
        </DeleteDialog>
      )}
    </>
  );
}
