import { describe, expect, it } from 'vitest';
import { START, back, choicesKey, cursorOf, nextOf, onward, pageNumber } from './paging';

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

  it('knows of a next page by the page that is asked for, not by the one that is still shown', () => {
    expect(nextOf({ data: { next: 'a' }, isPlaceholderData: false })).toBe('a');
    expect(nextOf({ data: { next: 'a' }, isPlaceholderData: true })).toBeNull();
    expect(nextOf({ data: { next: null }, isPlaceholderData: false })).toBeNull();
    expect(nextOf({ data: undefined, isPlaceholderData: false })).toBeNull();
  });
});

describe('the key of choices', () => {
  it('tells one list from another of the same concept', () => {
    const keys = ['/ledger/accounts', '/ledger/currencies'].map((path) =>
      JSON.stringify(choicesKey(['ledger', 'currencies'], path)),
    );
    expect(new Set(keys).size).toBe(2);
  });
});
