import { describe, expect, it } from 'vitest';
import type { Rate } from '../api/shapes';
import { matching } from './search';

const money = { amount: '0.01', currency: 'EUR' };
const rates: readonly Rate[] = (
  [
    ['49', 'Germany'],
    ['4930', 'Germany, Berlin'],
    ['4917', 'Germany, mobile'],
    ['44', 'United Kingdom'],
    ['extension', 'Inside'],
  ] as const
).map(([prefix, destination]) => ({
  prefix,
  destination,
  perMinute: money,
  connectFee: money,
  initialSeconds: 60,
  incrementSeconds: 1,
}));

const prefixes = (typed: string) => matching(rates, typed).map(({ prefix }) => prefix);

describe('searching rates', () => {
  it('finds the rates along a number', () => {
    expect(prefixes('+49 30 1234567')).toEqual(['49', '4930']);
    expect(prefixes('0049301234567')).toEqual(['49', '4930']);
  });

  it('finds what begins with a prefix', () => {
    expect(prefixes('49')).toEqual(['49', '4930', '4917']);
  });

  it('finds destinations by name', () => {
    expect(prefixes('berlin')).toEqual(['4930']);
    expect(prefixes('exten')).toEqual(['extension']);
  });

  it('shows all for nothing', () => {
    expect(prefixes(' ')).toHaveLength(5);
  });
});
