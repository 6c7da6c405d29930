import { Alert, AlertActionLink } from '@patternfly/react-core';
import { sentenceOf } from '../api/problem';

interface Fault {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What could not be read, why, and a way to try again. */
export function ListFault({ what, error, onRetry }: Fault) {
  return (
    <Alert
      className="ml-fault"
      variant="danger"
      isInline
      title={`Could not load ${what}`}
      component="p"
      actionLinks={<AlertActionLink onClick={onRetry}>Try again</AlertActionLink>}
    >
      {sentenceOf(error)}
    </Alert>
  );
}
