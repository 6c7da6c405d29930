import { AlertActionLink } from '@patternfly/react-core';
import { Fault } from './Fault';

interface Props {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What could not be read, why, and a way to try again. */
export function ListFault({ what, error, onRetry }: Props) {
  return (
    <Fault
      className="ml-fault"
      error={error}
      title={`Could not load ${what}`}
      actionLinks={<AlertActionLink onClick={onRetry}>Try again</AlertActionLink>}
    />
  );
}
