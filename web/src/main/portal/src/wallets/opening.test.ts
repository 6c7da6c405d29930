import { describe, expect, it } from 'vitest';
import type { Wallet } from '../api/shapes';
import { openingOf, payersOf } from './opening';

const form = { whose: 'CUSTOMER', customer: '', payer: '', name: '', currency: 'EUR' } as const;

describe('a wallet to be opened', () => {
  it('is of a new customer', () => {
    expect(openingOf({ ...form, customer: ' ' })).toEqual({ missing: 'customer' });
    expect(openingOf({ ...form, customer: ' Ann ', payer: 'p' })).toEqual({
      body: { customer: 'Ann', currency: 'EUR' },
    });
  });

  it('is one more of a payer, with a name', () => {
    const more = { ...form, whose: 'PAYER', customer: 'Ann' } as const;
    expect(openingOf({ ...more, name: 'Travels' })).toEqual({ missing: 'payer' });
    expect(openingOf({ ...more, payer: 'p', name: ' ' })).toEqual({ missing: 'name' });
    expect(openingOf({ ...more, payer: 'p', name: 'Travels', currency: 'USD' })).toEqual({
      body: { payerId: 'p', name: 'Travels', currency: 'USD' },
    });
  });

  it('is the tenant’s own', () => {
    expect(openingOf({ ...form, whose: 'OWN', name: 'Own calls' })).toEqual({
      body: { own: true, name: 'Own calls', currency: 'EUR' },
    });
  });
});

describe('who may have several wallets', () => {
  const of = (id: string, name: string, kind: string) =>
    ({ payer: { id, name, kind, country: null } }) as Wallet;

  it('is a customer or the tenant itself, each once', () => {
    expect(
      payersOf([
        of('b', 'Bea', 'CUSTOMER'),
        of('a', 'Ann', 'TENANT'),
        of('b', 'Bea', 'CUSTOMER'),
        of('s', 'Bank', 'SPONSOR'),
      ]),
    ).toEqual([
      ['a', 'Ann'],
      ['b', 'Bea'],
    ]);
  });
});
