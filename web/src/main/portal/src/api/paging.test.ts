import { describe, expect, it } from 'vitest';
import { START, back, cursorOf, onward, pageNumber } from './paging';

describe('paging by cursors', () => {
  it('begins without a cursor', () => {
    expect(cursorOf(START)).toBeNull();
    expect(pageNumber(START)).toBe(1);
  });

  it('goes on with the cursor of the answer and back with the one before', () => {
    const second = onward(START, 'a');
    const third = onward(second, 'b');
    expect(cursorOf(third)).toBe('b');
    expect(pageNumber(third)).toBe(3);
    expect(cursorOf(back(third))).toBe('a');
    expect(cursorOf(back(back(third)))).toBeNull();
  });

  it('stays on the last page and on the first', () => {
    const second = onward(START, 'a');
    expect(onward(second, null)).toBe(second);
    expect(back(START)).toBe(START);
  });
});
