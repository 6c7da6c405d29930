import { Button } from '@patternfly/react-core';
import PhoneSlashIcon from '@patternfly/react-icons/dist/esm/icons/phone-slash-icon';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { change } from '../api/http';
import { ProblemError } from '../api/problem';
import type { CallSummary } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { useNotices } from '../parts/Notices';

/** Ends a live call. That it was over already is no failure: the list is just read again. */
export function HangUp({ call }: { call: CallSummary }) {
  const { role } = useMe();
  const notices = useNotices();
  const queries = useQueryClient();
  const hangUp = useMutation({
    mutationFn: () => change('POST', `/calls/${call.id}/hang-up`),
    onSuccess: () => notices.done(`Hanging up ${call.caller} → ${call.dialled}`),
    onError: (error) => {
      if (error instanceof ProblemError && error.problem.status === 409) {
        notices.done('That call is over already');
      } else {
        notices.failed('Could not hang up', error);
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['calls'] }),
  });
  if (!may(role, 'hangUp') || call.state === 'ENDED') {
    return null;
  }
  return (
    <Button
      variant="secondary"
      isDanger
      size="sm"
      icon={<PhoneSlashIcon />}
      isDisabled={hangUp.isPending || call.state === 'ENDING'}
      onClick={() => hangUp.mutate()}
      aria-label={`Hang up ${call.caller} to ${call.dialled}`}
    >
      Hang up
    </Button>
  );
}
