import { useState, type ReactNode } from 'react';
import { change } from '../api/http';
import { useChange } from '../api/useChange';
import { Dialog } from './Dialog';
import { keepPlace } from './keepPlace';

interface Props {
  readonly what: string;
  /** What is done to it, before and after. */
  readonly verb?: readonly [now: string, then: string];
  readonly path: string;
  readonly stale: readonly string[];
  readonly onGone: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is deleted for good, or taken back; the keyboard then goes on where that was. */
export function DeleteDialog(props: Props) {
  const { what, verb = ['Delete', 'Deleted'], path, stale, onGone, onClose, children } = props;
  const [now, then] = verb;
  const [goOn] = useState(() => keepPlace(document.activeElement));
  const remove = useChange({
    send: () => change('DELETE', path),
    stale,
    done: `${then} ${what}`,
    after: () => {
      goOn();
      onGone();
    },
  });
  return (
    <Dialog
      title={`${now} ${what}?`}
      description={children}
      submit={now}
      danger
      busy={remove.isPending}
      error={remove.error}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
