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
