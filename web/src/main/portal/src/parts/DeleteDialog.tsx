import type { ReactNode } from 'react';
import { change } from '../api/http';
import { useChange } from '../api/useChange';
import { Dialog } from './Dialog';

interface Props {
  readonly what: string;
  readonly path: string;
  readonly stale: readonly string[];
  readonly onGone: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is deleted for good. */
export function DeleteDialog({ what, path, stale, onGone, onClose, children }: Props) {
  const remove = useChange({
    send: () => change('DELETE', path),
    stale,
    done: `Deleted ${what}`,
    after: onGone,
  });
  return (
    <Dialog
      title={`Delete ${what}?`}
      description={children}
      submit="Delete"
      danger
      busy={remove.isPending}
      error={remove.error}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
