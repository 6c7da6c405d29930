import { describe, expect, it } from 'vitest';
import {
  ProblemError,
  adviceFor,
  adviceOf,
  codeOf,
  complaintAbout,
  complaintAboutEach,
  fieldInWords,
  headingOf,
  problemOf,
  refusedFor,
  sentenceOf,
} from './problem';

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

  it('say whether trying again helps', () => {
    const problem = (status: number, body: object) => new ProblemError(problemOf(status, body));
    expect(adviceOf(problem(503, { retry: true }))).toBe('Trying again may help.');
    expect(adviceOf(problem(409, { retry: true }))).toBe('Trying again may help.');
    for (const error of [problem(402, { retry: false }), problem(500, { retry: false })]) {
      expect(adviceOf(error)).toBe('Trying again does not help before something is changed.');
    }
    expect(adviceOf(new Error('x'))).toBeUndefined();
    expect(adviceFor({ retry: true })).toBe('Trying again may help.');
  });

  it('have a heading, and words for who has a form before them', () => {
    const of = (code: string) =>
      new ProblemError(
        problemOf(422, {
          type: `https://meterline.org/problems/${code}`,
          title: 'A title',
          detail: 'A detail.',
        }),
      );
    expect(codeOf(of('wallet-too-low'))).toBe('wallet-too-low');
    expect(codeOf(new Error('x'))).toBe('');
    expect([headingOf(of('wallet-too-low')), sentenceOf(of('wallet-too-low'))]).toEqual([
      'A title',
      'A detail.',
    ]);
    expect(headingOf(of('invalid'))).toBe('Something that was entered is not right');
    expect(sentenceOf(of('idempotency-key-reused'))).toMatch(/Close the form/);
    expect(headingOf(new Error('x'))).toBe('Something went wrong');
  });

  it('name the field they are about', () => {
    const error = new ProblemError(
      problemOf(422, { violations: [{ field: 'amount', message: 'must be above zero' }] }),
    );
    expect(complaintAbout(error, 'amount')).toBe('must be above zero');
    expect(complaintAbout(error, 'reason')).toBeUndefined();
    expect(complaintAbout(new Error('x'), 'amount')).toBeUndefined();
  });

  it('name one field for an amount and its currency', () => {
    const about = (field: string) =>
      new ProblemError(problemOf(422, { violations: [{ field, message: 'is wrong' }] }));
    expect(complaintAbout(about('atMost.amount'), 'atMost')).toBe('is wrong');
    expect(complaintAbout(about('atMost.currency'), 'atMost')).toBe('is wrong');
    expect(complaintAbout(about('price.amount'), 'atMost')).toBeUndefined();
    expect(complaintAbout(about('target.number'), 'target')).toBeUndefined();
  });

  it('name the values of a field that are wrong', () => {
    const error = new ProblemError(
      problemOf(422, {
        violations: [
          { field: 'steps[1]', message: 'names no sponsor that there is' },
          { field: 'steps[3]', message: 'is empty' },
          { field: 'bidSeconds', message: 'must be more' },
        ],
      }),
    );
    const named = (place: number) => ['', 'Bob', '', 'Ann'][place] ?? '';
    expect(complaintAboutEach(error, 'steps', named)).toBe(
      'Bob names no sponsor that there is; Ann is empty',
    );
    expect(complaintAboutEach(error, 'steps', () => '')).toBe(
      'names no sponsor that there is; is empty',
    );
    expect(complaintAboutEach(error, 'bidSeconds', named)).toBe('must be more');
    expect(complaintAboutEach(error, 'conditions', named)).toBeUndefined();
    expect(complaintAboutEach(null, 'steps', named)).toBeUndefined();
  });

  it('are about a field by their name, too', () => {
    const error = new ProblemError(
      problemOf(422, { type: 'https://meterline.org/problems/deck-unreadable', detail: 'No CSV.' }),
    );
    expect(refusedFor(error, 'too-large', 'deck-unreadable')).toBe('No CSV.');
    expect(refusedFor(error, 'too-large')).toBeUndefined();
    expect(refusedFor(null, 'too-large')).toBeUndefined();
  });

  it('name fields in words', () => {
    expect(fieldInWords('reason')).toBe('Reason');
    expect(fieldInWords('callsAtOnce')).toBe('Calls at once');
    expect(fieldInWords('target.number')).toBe('Target, number');
    expect(fieldInWords('lines[0].amount')).toBe('Line 1, amount');
    expect(fieldInWords('prefixes[2]')).toBe('Prefix 3');
  });
});
