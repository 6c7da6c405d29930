/** Where a reader is in a list that is read by cursors: the cursors of the pages up to this one. */
export interface Place {
  readonly cursors: readonly (string | null)[];
}

export const START: Place = { cursors: [null] };

export function cursorOf(place: Place): string | null {
  return place.cursors[place.cursors.length - 1] ?? null;
}

export function pageNumber(place: Place): number {
  return place.cursors.length;
}

/** The page after this one; stays where it is when there is none. */
export function onward(place: Place, next: string | null): Place {
  return next === null ? place : { cursors: [...place.cursors, next] };
}

/** The page before this one; stays on the first. */
export function back(place: Place): Place {
  return place.cursors.length === 1 ? place : { cursors: place.cursors.slice(0, -1) };
}

/** The cursor of the next page; null while the page before is shown in place of one that is on its way. */
export function nextOf(query: {
  readonly data: { readonly next: string | null } | undefined;
  readonly isPlaceholderData: boolean;
}): string | null {
  return query.isPlaceholderData ? null : (query.data?.next ?? null);
}

/** The query key of choices: two lists of one concept are not each other's answer. */
export function choicesKey(key: readonly string[], path: string): readonly string[] {
  return [...key, 'choices', path];
}
