import type { Deck } from '../api/shapes';

/** What is to be done about wrong rows; of very many only the first are named. */
export function listed({ wrongRows, problems }: Pick<Deck, 'wrongRows' | 'problems'>): string {
  return problems.length < wrongRows
    ? `Only the first ${problems.length} of them are listed here. Mend what they have in common in all rows, and upload the file again: then the next ones are listed.`
    : 'Mend them and upload the file again.';
}
