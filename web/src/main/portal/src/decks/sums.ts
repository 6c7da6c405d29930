import type { DeckAmounts, DeckPreview } from '../api/shapes';

export type Row = DeckAmounts & { readonly destination: string };

const told = (legs: readonly (readonly [number, string])[]) =>
  legs.filter(([count]) => count > 0).map(([count, what]) => `${count} calls ${what}`);

/** What is told of calls that should not be left out of the sums, and are. */
export function leftOut(run: DeckPreview): string[] {
  const fate = run.relation === 'COST' ? 'go to another carrier or be refused' : 'be refused';
  return told([
    [run.unpricedLegs, `have no price here and would ${fate}: they are in no sum`],
    [run.legsOutOfRange, 'would cost more than an amount can say: they are in no sum'],
    [run.legsNotOver, 'are not over: they are in no sum'],
    [run.legsWithoutRecord, 'have no record of where they went: they are in no sum'],
    [run.legsTakenBack, 'were charged, and it was taken back: they are in no sum'],
    [run.legsNobodyPays, 'were free, and nobody would have paid: they are in no sum'],
    [run.legsOfOtherCurrency, 'were shared by a sponsor in another currency: they are in no sum'],
  ]);
}

/** What is told of calls that are not this deck's, or have but one side. */
export function besides(run: DeckPreview): string[] {
  const payer = run.relation === 'RETAIL' ? 'a customer' : 'a tenant';
  return told([
    [run.legsOfOwnDecks, `are priced by ${payer}’s own deck: they are in no sum`],
    [run.freeLegs, 'were free: they are in the sums with nothing charged'],
    [run.sponsoredLegs, 'were paid by sponsors alone, which no deck changes'],
    [run.legsWithoutCost, 'have no cost: nobody asks anything for them'],
    [run.legsWithoutRevenue, 'have no revenue: no tenant pays for them'],
  ]);
}

/** Those of amounts that are not in the deck's own currency. */
export function currencies(run: DeckPreview): string[] {
  return run.total.others.map((sum) => sum.currency);
}

/** All calls, then destinations, in one of them. */
export function inCurrency(run: DeckPreview, currency: string): Row[] {
  return [run.total, ...run.destinations].flatMap(({ destination, others }) =>
    others.filter((sum) => sum.currency === currency).map((sum) => ({ ...sum, destination })),
  );
}
