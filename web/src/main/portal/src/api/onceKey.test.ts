import { describe, expect, it } from 'vitest';
import { OnceKey, randomUuid } from './onceKey';

describe('the id of what a form sends', () => {
  it('is the same for the same body and another for another', () => {
    let count = 0;
    const key = new OnceKey(() => `key-${++count}`);
    expect(key.for({ amount: '10.00' })).toBe('key-1');
    expect(key.for({ amount: '10.00' })).toBe('key-1');
    expect(key.for({ amount: '20.00' })).toBe('key-2');
  });

  it('is a UUID of version 4', () => {
    expect(randomUuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
