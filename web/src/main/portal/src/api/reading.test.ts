import { describe, expect, it, vi } from 'vitest';
import { notListed, readingOf, together, type Reading } from './reading';

const KNOWN: Reading = { error: null, pending: false, cut: false, retry: () => undefined };
const LOST = new Error('lost');

describe('how it stands with a list', () => {
  const refetch = vi.fn();
  const query = { data: undefined, error: null, isPending: false, refetch };

  it('is a fault as long as there is nothing to choose from', () => {
    expect(readingOf({ ...query, error: LOST }).error).toBe(LOST);
    expect(readingOf({ ...query, error: LOST, data: [] }).error).toBeNull();
    readingOf(query).retry();
    expect(refetch).toHaveBeenCalledOnce();
  });

  it('is told of all lists of a choice, and those that failed are read again', () => {
    const again = vi.fn();
    const not = vi.fn();
    const failed = { ...KNOWN, error: LOST, retry: again };
    const both = together({ ...KNOWN, cut: true, retry: not }, failed);
    expect(both).toMatchObject({ error: LOST, pending: false, cut: true });
    both.retry();
    expect(again).toHaveBeenCalledOnce();
    expect(not).not.toHaveBeenCalled();
    expect(together(KNOWN, { ...KNOWN, pending: true })).toMatchObject({
      error: null,
      pending: true,
      cut: false,
    });
  });

  it('shows what was chosen before as such, and not as the first of the list', () => {
    expect(notListed('p1', { ...KNOWN, pending: true })).toBe('Loading…');
    expect(notListed('p1', KNOWN)).toBe('As it is now');
    expect(notListed('', { ...KNOWN, error: LOST })).toBe('Nothing to choose');
  });
});
