import { describe, expect, it } from 'vitest';
import { uuid7 } from './uuid7';

describe('an id that sorts by time', () => {
  it('has the time, the version and the variant', () => {
    expect(uuid7(0x0198a7c41234, new Uint8Array(10).fill(0xff))).toBe(
      '0198a7c4-1234-7fff-bfff-ffffffffffff',
    );
    expect(uuid7(0, new Uint8Array(10))).toBe('00000000-0000-7000-8000-000000000000');
  });

  it('is another one each time', () => {
    expect(uuid7()).not.toBe(uuid7());
  });
});
