import { EmptyState, EmptyStateBody, EmptyStateFooter, PageSection } from '@patternfly/react-core';
import { Link } from 'react-router';
import { PageHead } from '../parts/PageHead';

export function NotFound() {
  return (
    <>
      <PageHead title="Nothing here" />
      <PageSection>
        <EmptyState titleText="There is no such page" headingLevel="h2">
          <EmptyStateBody>
            The address may be mistyped, or your role does not include this page.
          </EmptyStateBody>
          <EmptyStateFooter>
            <Link to="/calls">Go to the calls</Link>
          </EmptyStateFooter>
        </EmptyState>
      </PageSection>
    </>
  );
}
