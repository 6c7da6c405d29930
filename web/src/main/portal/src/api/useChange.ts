import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { codeOf } from './problem';
import { useNotices } from '../parts/Notices';

export interface Spec<T, V> {
  readonly send: (input: V) => Promise<T>;
  /** First parts of the query keys that are stale afterwards. */
  readonly stale: readonly string[];
  /** Said when it worked. */
  readonly done?: string | ((result: T) => string);
  /** Said when it did not; left out where a form shows the fault itself. */
  readonly failed?: string;
  readonly after?: (result: T) => void;
}

/** One change over REST: says how it went and lets be read again what it made stale. */
export function useChange<T, V = void>(spec: Spec<T, V>): UseMutationResult<T, Error, V> {
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation<T, Error, V>({
    mutationFn: spec.send,
    onSuccess: (result) => {
      for (const key of spec.stale) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
      if (spec.done !== undefined) {
        notices.done(typeof spec.done === 'string' ? spec.done : spec.done(result));
      }
      spec.after?.(result);
    },
    onError: (error) => {
      if (codeOf(error) === 'changed-meanwhile') {
        for (const key of spec.stale) {
          void queries.invalidateQueries({ queryKey: [key] });
        }
      }
      if (spec.failed !== undefined) {
        notices.failed(spec.failed, error);
      }
    },
  });
}
