import type { Deck } from '../api/shapes';

export const RELATIONS = { RETAIL: 'Retail', WHOLESALE: 'Wholesale', COST: 'Cost' } as const;

/** What a deck's prices are for. */
export const PRICES_FOR: Readonly<Record<Deck['relation'], string>> = {
  RETAIL: 'Retail: what payers pay',
  WHOLESALE: 'Wholesale: what tenants pay',
  COST: 'Cost: what a carrier asks',
};

const EVERYBODYS: Readonly<Record<Deck['relation'], string>> = {
  RETAIL: 'every payer’s',
  WHOLESALE: 'every tenant’s',
  COST: 'no carrier’s',
};

/** Whose deck it is. */
export function whoseIs({ relation, payerName }: Deck): string {
  return payerName ?? EVERYBODYS[relation];
}
