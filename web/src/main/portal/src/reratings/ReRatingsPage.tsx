import { Button, PageSection } from '@patternfly/react-core';
import { useState } from 'react';
import { PageHead } from '../parts/PageHead';
import { PrepareDialog } from './PrepareDialog';
import { ReRatingList } from './ReRatingList';

export default function ReRatingsPage() {
  const [preparing, setPreparing] = useState(false);
  return (
    <>
      <PageHead
        title="Re-ratings"
        lead="A corrected deck charges a period’s calls anew: one prepares, another approves, then it is posted."
        actions={
          <Button variant="primary" onClick={() => setPreparing(true)}>
            Prepare a re-rating
          </Button>
        }
      />
      <PageSection className="ml-stack">
        <ReRatingList />
      </PageSection>
      {preparing && <PrepareDialog onClose={() => setPreparing(false)} />}
    </>
  );
}
