import { describe, expect, it } from 'vitest';
import { payersOf } from './payers';

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
});
