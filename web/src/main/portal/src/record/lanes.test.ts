import { describe, expect, it } from 'vitest';
import type { Place, Step } from '../api/shapes';
import { arrowOf, lanesOf } from './lanes';

function step(from: Place, to: Place): Step {
  return { at: '2026-11-22T10:00:00Z', leg: null, from, to, title: 'INVITE', detail: null };
}

describe('the lanes of a ladder', () => {
  it('are those in use, in reading order', () => {
    expect(lanesOf([step('caller', 'meterline')])).toEqual(['caller', 'meterline']);
    expect(lanesOf([step('program', 'meterline')])).toEqual(['caller', 'meterline', 'program']);
    expect(lanesOf([])).toEqual(['caller', 'meterline']);
  });

  it('carry arrows either way', () => {
    const lanes: readonly Place[] = ['caller', 'meterline', 'callee', 'program'];
    expect(arrowOf(step('caller', 'meterline'), lanes)).toEqual({
      first: 2,
      last: 4,
      way: 'right',
    });
    expect(arrowOf(step('callee', 'meterline'), lanes)).toEqual({ first: 4, last: 6, way: 'left' });
    expect(arrowOf(step('meterline', 'program'), lanes)).toEqual({
      first: 4,
      last: 8,
      way: 'right',
    });
  });

  it('keep changes of state on their lane', () => {
    const lanes: readonly Place[] = ['caller', 'meterline'];
    const still = step('meterline', 'meterline');
    expect(arrowOf(still, lanes)).toEqual({ first: 3, last: 5, way: 'still' });
    const wide: readonly Place[] = ['caller', 'meterline', 'callee'];
    expect(arrowOf(still, wide)).toEqual({ first: 2, last: 6, way: 'still' });
  });
});
