import type { UseQueryResult } from '@tanstack/react-query';

/** How it stands with a list from which something is chosen. */
export interface Reading {
  /** Why there is none. */
  readonly error: Error | null;
  readonly pending: boolean;
  /** There are more than are offered. */
  readonly cut: boolean;
  readonly retry: () => void;
}

export function readingOf(
  query: Pick<UseQueryResult, 'data' | 'error' | 'isPending' | 'refetch'>,
  cut = false,
): Reading {
  return {
    // what was read before is still good to choose from
    error: query.data === undefined ? query.error : null,
    pending: query.isPending,
    cut,
    retry: () => void query.refetch(),
  };
}

/** Of several lists that one choice offers. */
export function together(...readings: readonly Reading[]): Reading {
  const failed = readings.filter(({ error }) => error !== null);
  return {
    error: failed[0]?.error ?? null,
    pending: readings.some(({ pending }) => pending),
    cut: readings.some(({ cut }) => cut),
    retry: () => failed.forEach(({ retry }) => retry()),
  };
}

/** What stands in the place of a choice that is not in its list. */
export function notListed(value: string, { pending }: Reading): string {
  if (pending) {
    return 'Loading…';
  }
  return value === '' ? 'Nothing to choose' : 'As it is now';
}
