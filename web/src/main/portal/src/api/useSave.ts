import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { change } from './http';
import { savedAs, type Versioned } from './savedAs';
import { useChange, type Spec } from './useChange';

interface SaveSpec<T> extends Omit<Spec<T, object>, 'send'> {
  /** Of the list, or of the one thing that there is. */
  readonly path: string;
  /** What the form changes; none: it makes a new one. */
  readonly of: Versioned | undefined;
}

/**
 * Saves what a form has. It is a change of what was there when the form was opened, whatever was read since: what
 * somebody else saved meanwhile is not overwritten, but told.
 */
export function useSave<T>({
  path,
  of,
  ...spec
}: SaveSpec<T>): UseMutationResult<T, Error, object> {
  const [opened] = useState(of);
  return useChange<T, object>({
    ...spec,
    send: (body) => {
      const saving = savedAs(path, opened, body);
      return change<T>(saving.method, saving.path, saving.body);
    },
  });
}
