import { Button, PageSection } from '@patternfly/react-core';
import { useState } from 'react';
import { PageHead } from '../parts/PageHead';
import { DraftDialog } from './DraftDialog';
import { JournalList } from './JournalList';

export default function JournalsPage() {
  const [drafting, setDrafting] = useState(false);
  return (
    <>
      <PageHead
        title="Journals"
        lead="What people book: one drafts, another approves, then it is posted."
        actions={
          <Button variant="primary" onClick={() => setDrafting(true)}>
            Draft a journal
          </Button>
        }
      />
      <PageSection className="ml-stack">
        <JournalList />
      </PageSection>
      {drafting && <DraftDialog onClose={() => setDrafting(false)} />}
    </>
  );
}
