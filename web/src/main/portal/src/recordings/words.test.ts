import { describe, expect, it } from 'vitest';
import { endOf, eraserOf, isFault, sizeOf } from './words';

describe('words for recordings', () => {
  it('say why one ended, or that it runs', () => {
    expect(endOf({ reason: null })).toBe('recording now');
    expect(endOf({ reason: 'hung-up' })).toBe('until the end');
    expect(endOf({ reason: 'another' })).toBe('another');
    expect(isFault({ reason: 'disk-full' })).toBe(true);
    expect(isFault({ reason: 'digit' })).toBe(false);
  });

  it('say who erased one, and how much there is', () => {
    expect(eraserOf({ deletedBy: 'retention' })).toBe('Its time was over');
    expect(eraserOf({ deletedBy: 'a@b.example' })).toBe('Erased by a@b.example');
    expect(sizeOf(44)).toBe('1 kB');
    expect(sizeOf(1_944_044)).toBe('1.9 MB');
  });
});
