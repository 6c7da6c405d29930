import type { Page, Wallet } from '../api/shapes';

/** The page of a list with what was chosen in it, first, if the search has left it out. */
export function withChosen(
  found: readonly Wallet[],
  chosen: readonly (Wallet | undefined)[],
): readonly Wallet[] {
  const missing = chosen.filter(
    (each): each is Wallet => each !== undefined && found.every(({ id }) => id !== each.id),
  );
  return [...missing, ...found];
}

/** How much was found, for whoever looks for one in a list of choices. */
export function foundInWords(page: Page<Wallet> | undefined, wanted: string): string {
  if (page === undefined) {
    return 'Searching…';
  }
  if (page.items.length === 0) {
    return `Nothing found: no name begins with “${wanted}”.`;
  }
  if (page.next !== null) {
    return `The first ${page.items.length}. Type how the wallet’s or its payer’s name begins to find others.`;
  }
  return page.items.length === 1 ? 'One wallet found.' : `${page.items.length} wallets found.`;
}
