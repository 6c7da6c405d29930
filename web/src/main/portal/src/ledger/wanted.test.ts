import { expect, test } from 'vitest';
import { pathTo, wantedAmong } from './wanted';

const accounts = [
  { id: 'a', code: '2100', currency: 'CHF' },
  { id: 'b', code: '2100', currency: 'EUR' },
  { id: 'c', code: '4000', currency: 'EUR' },
];
const among = (path: string | undefined) =>
  wantedAmong(accounts, new URLSearchParams(path?.split('?')[1]));

test('the link of an entry leads to the account of its currency', () => {
  expect(pathTo('2100 Customer wallets', 'EUR')).toBe('/ledger?code=2100&currency=EUR');
  expect(among(pathTo('2100 Customer wallets', 'EUR'))).toBe('b');
  expect(among(pathTo('2100 Customer wallets', 'CHF'))).toBe('a');
  expect(among(pathTo('4000 Revenue from calls', 'CHF'))).toBe('');
  expect(pathTo('Somebody’s wallet', 'EUR')).toBeUndefined();
});

test('an account is named by its id, or by its code as before', () => {
  expect(among('/ledger?account=x&code=4000')).toBe('x');
  expect(among('/ledger?code=4000')).toBe('c');
  expect(among('/ledger')).toBe('');
});
