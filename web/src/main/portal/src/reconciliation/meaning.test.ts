import { describe, expect, it } from 'vitest';
import { meaningOf } from './meaning';

describe('what differs', () => {
  it('is told in words', () => {
    expect(meaningOf('wallet-balance')).toBe('A wallet differs from its entries.');
  });

  it('stands for itself when it is new', () => {
    expect(meaningOf('something-else')).toBe('');
  });
});
