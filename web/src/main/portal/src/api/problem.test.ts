import { describe, expect, it } from 'vitest';
import { ProblemError, complaintAbout, problemOf, sentenceOf } from './problem';

describe('problems', () => {
  it('are shown with their detail', () => {
    const error = new ProblemError(
      problemOf(409, { title: 'Call is over', detail: 'The call ended at 10:02.' }),
    );
    expect(sentenceOf(error)).toBe('The call ended at 10:02.');
    expect(error.problem.retry).toBe(false);
  });

  it('survive a body that is none', () => {
    expect(problemOf(502, null).detail).toBe('The server answered 502');
    expect(problemOf(502, '<html>').retry).toBe(true);
  });

  it('name the field they are about', () => {
    const error = new ProblemError(
      problemOf(422, { violations: [{ field: 'amount', message: 'must be above zero' }] }),
    );
    expect(complaintAbout(error, 'amount')).toBe('must be above zero');
    expect(complaintAbout(error, 'reason')).toBeUndefined();
    expect(complaintAbout(new Error('x'), 'amount')).toBeUndefined();
  });
});
