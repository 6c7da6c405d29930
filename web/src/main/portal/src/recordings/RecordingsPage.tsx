import { SearchInput } from '@patternfly/react-core';
import type { Recording } from '../api/recordingShapes';
import { usePage } from '../api/usePage';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { useSearch } from '../parts/useSearch';
import { RecordingTable } from './RecordingTable';
import { Rules } from './Rules';
import { Terms } from './Terms';

function Found({ wanted }: { wanted: string }) {
  const pages = usePage<Recording>(['recordings'], '/recordings', { with: wanted });
  return (
    <PagedList
      pages={pages}
      what="recordings"
      empty={
        wanted === '' ? (
          <Nothing title="No recording">
            Calls are recorded by rule, over REST and by programs; what was recorded is heard here.
          </Nothing>
        ) : (
          <Nothing title="No such recording">Nobody of that name or number was recorded.</Nothing>
        )
      }
    >
      {(recordings) => <RecordingTable recordings={recordings} />}
    </PagedList>
  );
}

export default function RecordingsPage() {
  const { text, onText, wanted } = useSearch('with');
  return (
    <>
      <PageHead title="Recordings" lead="What was recorded of calls, until its time is over." />
      <Section
        title="All recordings"
        flush
        actions={
          <SearchInput
            aria-label="Caller or called"
            placeholder="Caller or called"
            value={text}
            onChange={(_event, value) => onText(value)}
            onClear={() => onText('')}
          />
        }
      >
        <Found key={wanted} wanted={wanted} />
      </Section>
      <Rules />
      <Section title="How they are kept">
        <Terms />
      </Section>
    </>
  );
}
