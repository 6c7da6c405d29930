import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meaningOf, NAMES } from './meaning';

/** The names in the manual's table, each in backticks in the first column. */
function ofTheManual(): string[] {
  const manual = readFileSync('../../../../docs/manual/money.md', 'utf8');
  const table = manual.split('## Checking the books')[1]?.split('\n## ')[0] ?? '';
  return [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap((row) =>
    (row[1] ?? '').split(', ').map((name) => name.replaceAll('`', '')),
  );
}

describe('what differs', () => {
  it('is told in words', () => {
    expect(meaningOf('wallet-balance')).toBe('A wallet differs from its entries.');
  });

  it('is what the manual names, and all of that', () => {
    expect([...NAMES].sort()).toEqual(ofTheManual().sort());
  });

  it('stands for itself when it is new', () => {
    expect(meaningOf('something-else')).toBe('');
  });
});
