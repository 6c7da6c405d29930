import { Button } from '@patternfly/react-core';
import { SIGNED_IN_PAGE } from '../api/signedOut';

/** Signs in in another tab, which closes itself then: what is on this page stays, be it a form or a call. */
export function SignInAgain() {
  return (
    <Button variant="link" isInline onClick={() => window.open(SIGNED_IN_PAGE)}>
      Sign in again
    </Button>
  );
}
