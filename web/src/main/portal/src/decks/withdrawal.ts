import type { Deck } from '../api/shapes';

export const titleOf = ({ name, version }: Pick<Deck, 'name' | 'version'>) =>
  `${name}, version ${version}`;

/** What follows when a version is dropped or taken back, for who is about to do it. */
export function whatFollows({ state }: Pick<Deck, 'state'>): string {
  return state === 'DRAFT'
    ? 'No new call is priced by it. It can never be approved afterwards.'
    : 'From now on calls are priced by what was in force before it; if there was nothing, they are refused. It can never be approved again. What was charged stays as it is: a re-rating changes that.';
}
