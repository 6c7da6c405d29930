import type { ReRating } from '../api/reRatingShapes';

/** Posting goes on aside and is not announced by an event. */
export function isBeingPosted(ratings: readonly Pick<ReRating, 'state'>[]): boolean {
  return ratings.some(({ state }) => state === 'APPROVED');
}
