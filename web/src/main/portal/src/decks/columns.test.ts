import { describe, expect, it } from 'vitest';
import { columnsOf } from './columns';

describe('typed lists', () => {
  it('are taken apart at semicolons', () => {
    expect(columnsOf('price=Rate (EUR); destination=Zone;')).toEqual([
      'price=Rate (EUR)',
      'destination=Zone',
    ]);
    expect(columnsOf('  ')).toEqual([]);
  });
});
