import { describe, expect, it } from 'vitest';
import type { Wallet } from '../api/shapes';
import { foundInWords, withChosen } from './finding';

const wallet = (id: string) => ({ id, name: id }) as Wallet;

describe('choosing a wallet among many', () => {
  it('keeps what was chosen when the search leaves it out', () => {
    const found = [wallet('a'), wallet('b')];
    expect(withChosen(found, [undefined])).toEqual(found);
    expect(withChosen(found, [wallet('b')])).toEqual(found);
    expect(withChosen(found, [wallet('z'), undefined]).map(({ id }) => id)).toEqual([
      'z',
      'a',
      'b',
    ]);
  });

  it('says how much was found', () => {
    expect(foundInWords(undefined, '')).toBe('Searching…');
    expect(foundInWords({ items: [], next: null }, '50%')).toBe(
      'Nothing found: no name begins with “50%”.',
    );
    expect(foundInWords({ items: [wallet('a')], next: null }, 'a')).toBe('One wallet found.');
    expect(foundInWords({ items: [wallet('a'), wallet('b')], next: null }, '')).toBe(
      '2 wallets found.',
    );
    expect(foundInWords({ items: [wallet('a')], next: 'more' }, '')).toContain('The first 1.');
  });
});
