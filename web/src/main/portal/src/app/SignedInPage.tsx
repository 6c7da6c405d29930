import { Bullseye, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { useEffect } from 'react';

/** Where signing in again ends in a tab of its own; the server lets nobody here who is not signed in. */
export function SignedInPage() {
  useEffect(() => window.close(), []);
  return (
    <Bullseye>
      <EmptyState titleText="You are signed in again" headingLevel="h1">
        <EmptyStateBody>Close this tab, and go on where you were.</EmptyStateBody>
      </EmptyState>
    </Bullseye>
  );
}
