import { EmptyState, EmptyStateBody, EmptyStateFooter, PageSection } from '@patternfly/react-core';
import { Link } from 'react-router';
import { PageHead } from '../parts/PageHead';
import { homeOf } from './rights';
import { useMe } from './session';

/** What stands at an address without a page, or without one for whoever looks. */
export function NotFound({ tenantsOnly = false }: { tenantsOnly?: boolean }) {
  const home = homeOf(useMe());
  return (
    <>
      <PageHead title="Nothing here" />
      <PageSection>
        <EmptyState
          titleText={tenantsOnly ? 'The operator has no such page' : 'There is no such page'}
          headingLevel="h2"
        >
          <EmptyStateBody>
            {tenantsOnly
              ? 'Calls, and all that comes with them, are the tenants’. The operator’s book has wallets, rate decks, taxes and a ledger.'
              : 'The address may be mistyped, or your role does not include this page.'}
          </EmptyStateBody>
          <EmptyStateFooter>
            <Link to={home}>{home === '/calls' ? 'Go to the calls' : 'Go to the wallets'}</Link>
          </EmptyStateFooter>
        </EmptyState>
      </PageSection>
    </>
  );
}
