import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from './http';
import { START, back, choicesKey, cursorOf, nextOf, onward, pageNumber } from './paging';
import type { Page } from './shapes';

type Parameters = Readonly<Record<string, string | number | null | undefined>>;

export interface Pages<T> {
  readonly query: UseQueryResult<Page<T>>;
  readonly items: readonly T[];
  readonly number: number;
  readonly onOlder: (() => void) | undefined;
  readonly onNewer: (() => void) | undefined;
}

/** How often is read again what changes by itself and is not announced by an event. */
export const OFTEN_MILLIS = 10_000;

/** One page at a time of a list; `key` names the concept, so that events can make it stale. */
export function usePage<T>(
  key: readonly string[],
  path: string,
  parameters: Parameters = {},
  limit = 50,
  everyMillis?: number | ((items: readonly T[]) => number | false),
): Pages<T> {
  const [place, setPlace] = useState(START);
  const cursor = cursorOf(place);
  const query = useQuery({
    queryKey: [...key, path, parameters, limit, cursor],
    queryFn: ({ signal }) => read<Page<T>>(path, { ...parameters, limit, cursor }, signal),
    placeholderData: keepPreviousData,
    refetchInterval:
      typeof everyMillis === 'function'
        ? ({ state }) => everyMillis(state.data?.items ?? [])
        : (everyMillis ?? false),
  });
  const next = nextOf(query);
  return {
    query,
    items: query.data?.items ?? [],
    number: pageNumber(place),
    onOlder: next === null ? undefined : () => setPlace(onward(place, next)),
    onNewer: cursor === null ? undefined : () => setPlace(back(place)),
  };
}

/** As much of a short list as one answer holds: for choices in forms. */
export function useChoicesQuery<T>(
  key: readonly string[],
  path: string,
): UseQueryResult<readonly T[]> {
  return useQuery({
    queryKey: choicesKey(key, path),
    queryFn: ({ signal }) => read<Page<T>>(path, { limit: 200 }, signal),
    select: ({ items }) => items,
  });
}

/** The same, and nothing as long as it is not known. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the shape, as with read
export function useChoices<T>(key: readonly string[], path: string): readonly T[] {
  return useChoicesQuery<T>(key, path).data ?? [];
}
