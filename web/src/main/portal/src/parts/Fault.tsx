import { Alert, type AlertProps } from '@patternfly/react-core';
import { useSyncExternalStore } from 'react';
import {
  ProblemError,
  adviceOf,
  fieldInWords,
  headingOf,
  isNotSignedIn,
  sentenceOf,
} from '../api/problem';
import { isSignedOut, subscribe } from '../api/signedOut';
import { SignInAgain } from './SignInAgain';

/** Why something was not done, which fields were wrong, and whether trying again helps. */
export function FaultWords({ error }: { error: unknown }) {
  const advice = adviceOf(error);
  const violations = error instanceof ProblemError ? error.problem.violations : [];
  return (
    <>
      <span>{sentenceOf(error)}</span>
      {violations.length > 0 && (
        <ul className="ml-faultlist">
          {violations.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field === '' ? '' : `${fieldInWords(field)}: `}
              {message}
            </li>
          ))}
        </ul>
      )}
      {advice !== undefined && <span className="ml-advice">{advice}</span>}
    </>
  );
}

interface Props extends Pick<AlertProps, 'variant' | 'actionLinks' | 'className'> {
  readonly error: unknown;
  /** Such as what could not be loaded; without it what the problem is. */
  readonly title?: string;
}

/** The one place that shows a problem; nothing while there is none. */
export function Fault({ error, title, ...alert }: Props) {
  const signedOut = useSyncExternalStore(subscribe, isSignedOut);
  const over = isNotSignedIn(error) && !signedOut;
  return (
    !over &&
    error !== null &&
    error !== undefined && (
      <Alert
        variant="danger"
        isInline
        isLiveRegion
        component="p"
        title={title ?? headingOf(error)}
        {...alert}
        {...(isNotSignedIn(error) && { actionLinks: <SignInAgain /> })}
      >
        <FaultWords error={error} />
      </Alert>
    )
  );
}
