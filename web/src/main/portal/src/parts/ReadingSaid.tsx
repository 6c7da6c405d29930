import { Button, FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';
import { sentenceOf } from '../api/problem';
import { MOST_CHOICES } from '../api/readAll';
import type { Reading } from '../api/reading';

/** What stands at a choice whose list could not be read, with a way to try again, or has more than it offers. */
export function ReadingSaid({ of }: { of: Reading }) {
  if (of.error === null && !of.cut) {
    return null;
  }
  return (
    <FormHelperText>
      <HelperText aria-live="polite">
        {of.error === null ? (
          <HelperTextItem variant="warning">
            {`Only the first ${MOST_CHOICES} are offered here.`}
          </HelperTextItem>
        ) : (
          <HelperTextItem variant="error">
            Could not load the list: {sentenceOf(of.error)}{' '}
            <Button variant="link" isInline onClick={of.retry}>
              Try again
            </Button>
          </HelperTextItem>
        )}
      </HelperText>
    </FormHelperText>
  );
}
