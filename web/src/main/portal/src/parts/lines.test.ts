import { describe, expect, it } from 'vitest';
import { lineIn, linesOf } from './lines';

describe('values that stand on lines of their own', () => {
  it('are sent without empty lines', () => {
    expect(linesOf(' to 49 \n\n country DE\n')).toEqual(['to 49', 'country DE']);
  });

  it('are named by the lines that were typed', () => {
    const named = lineIn('\nsponsors then next\n \n\ncaller then end');
    expect([0, 1].map(named)).toEqual(['Line 2', 'Line 5']);
    expect(named(2)).toBe('Line 3');
  });
});
