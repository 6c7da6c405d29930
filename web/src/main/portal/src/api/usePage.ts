import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from './http';
import { START, back, choicesKey, cursorOf, nextOf, onward, pageNumber } from './paging';
import { readAll, type Listed } from './readAll';
import { readingOf, type Reading } from './reading';
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

/** A list that is not too long, whole: for choices in forms. */
export function useChoicesQuery<T>(
  key: readonly string[],
  path: string,
): UseQueryResult<Listed<T>> {
  return useQuery({
    queryKey: choicesKey(key, path),
    queryFn: ({ signal }) => readAll<T>(path, {}, signal),
  });
}

export interface Choices<T> {
  /** None as long as they are not known. */
  readonly items: readonly T[];
  /** For the field that offers them, which says what is amiss with them. */
  readonly reading: Reading;
}

/** The same, for a form that is there before they are. */
export function useChoices<T>(key: readonly string[], path: string): Choices<T> {
  const query = useChoicesQuery<T>(key, path);
  return { items: query.data?.items ?? [], reading: readingOf(query, query.data?.cut) };
}
