import { describe, expect, it } from 'vitest';
import { ANYBODY, payersOf } from './payers';

const wallet = (id: string, name: string, kind: 'CUSTOMER' | 'TENANT' | 'SPONSOR' | 'CARRIER') => ({
  payer: { id, name, kind, country: null },
});

describe('payers to quote for', () => {
  it('are those who can have calls, each once', () => {
    expect(
      payersOf([
        wallet('a', 'Ann', 'CUSTOMER'),
        wallet('a', 'Ann', 'CUSTOMER'),
        wallet('s', 'Shop', 'SPONSOR'),
        wallet('c', 'North', 'CARRIER'),
        wallet('o', 'Harbour', 'TENANT'),
        { payer: null },
      ]),
    ).toEqual([
      ['a', 'Ann'],
      ['o', 'Harbour'],
    ]);
  });

  it('have the chosen one among them, whatever is searched for afterwards', () => {
    const found = [wallet('b', 'Bob', 'CUSTOMER')];
    expect(payersOf(found, { id: 'a', name: 'Ann' })).toEqual([
      ['a', 'Ann'],
      ['b', 'Bob'],
    ]);
    expect(payersOf(found, { id: 'b', name: 'Bob' })).toEqual([['b', 'Bob']]);
    expect(payersOf(found, ANYBODY)).toEqual([['b', 'Bob']]);
  });
});
