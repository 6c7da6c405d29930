import { Bullseye } from '@patternfly/react-core';
import { useEffect } from 'react';

/** Where signing in again ends in a tab of its own; the server lets nobody here who is not signed in. */
export function SignedInPage() {
  useEffect(() => window.close(), []);
  return (
    <Bullseye>
      <main>
        <h1>You are signed in again</h1>
        <p>Close this tab, and go on where you were.</p>
      </main>
    </Bullseye>
  );
}
