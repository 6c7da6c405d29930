import { describe, expect, it } from 'vitest';
import type { DeckAmounts, DeckPreview, DeckSum } from '../api/shapes';
import { besides, currencies, inCurrency, leftOut } from './sums';

const amounts: DeckAmounts = {
  charged: '1',
  wouldCharge: '2',
  revenue: '2',
  cost: '1',
  margin: '1',
  marginBefore: '0',
};

const sum = (destination: string, ...others: string[]): DeckSum => ({
  ...amounts,
  destination,
  legs: 1,
  seconds: 60,
  others: others.map((currency) => ({ ...amounts, currency })),
});

const run: DeckPreview = {
  relation: 'WHOLESALE',
  since: '2026-10-01T00:00:00Z',
  until: '2026-11-01T00:00:00Z',
  currency: 'EUR',
  total: sum('', 'JPY', 'USD'),
  unpricedLegs: 0,
  legsOutOfRange: 2,
  legsOfOwnDecks: 3,
  legsNotOver: 1,
  legsWithoutRecord: 2,
  legsTakenBack: 0,
  legsNobodyPays: 0,
  legsOfOtherCurrency: 3,
  freeLegs: 4,
  sponsoredLegs: 5,
  legsWithoutCost: 1,
  legsWithoutRevenue: 0,
  destinations: [sum('France', 'USD'), sum('Germany')],
};

describe('a dry run', () => {
  it('tells of calls that are left out', () => {
    expect(leftOut({ ...run, unpricedLegs: 1 })).toEqual([
      '1 calls have no price here and would be refused: they are in no sum',
      '2 calls would cost more than an amount can say: they are in no sum',
      '1 calls are not over: they are in no sum',
      '2 calls have no record of where they went: they are in no sum',
      '3 calls were shared by a sponsor in another currency: they are in no sum',
    ]);
    expect(leftOut({ ...run, relation: 'COST', unpricedLegs: 1 })[0]).toContain('another carrier');
  });

  it('tells of calls that are not its own, or have but one side', () => {
    expect(besides(run)).toEqual([
      '3 calls are priced by a tenant’s own deck: they are in no sum',
      '4 calls were free: they are in the sums with nothing charged',
      '5 calls were paid by sponsors alone, which no deck changes',
      '1 calls have no cost: nobody asks anything for them',
    ]);
  });

  it('has each currency apart', () => {
    expect(currencies(run)).toEqual(['JPY', 'USD']);
    expect(inCurrency(run, 'USD').map((row) => row.destination)).toEqual(['', 'France']);
    expect(inCurrency(run, 'JPY').map((row) => row.destination)).toEqual(['']);
  });
});
