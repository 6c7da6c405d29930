import { describe, expect, it } from 'vitest';
import { absence } from './search';

describe('no rate', () => {
  it('for a number means that calls there are refused', () => {
    for (const number of ['+49 30 1234567', '0049 (30) 12-34', '881']) {
      expect(absence(number).why).toContain('refused');
    }
  });

  it('for a word does not: the place may have another name', () => {
    expect(absence('00').why).not.toContain('refused'); // no number yet
    expect(absence('Bavaria').why).not.toContain('refused');
    expect(absence('Bavaria').title).toBe('No rate fits “Bavaria”');
  });
});
