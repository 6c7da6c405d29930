import { describe, expect, it } from 'vitest';
import { EMPTY, bodyOf, type Typed } from './prepare';

const WHOLE: Typed = {
  wrong: 'a',
  corrected: 'b',
  since: '2026-10-01T00:00',
  until: '2026-11-01T00:00',
  reason: ' A digit was missing ',
};

describe('a re-rating that is prepared', () => {
  it('has decks, a period by whatever clocks the book has, and a reason', () => {
    expect(bodyOf(WHOLE)).toEqual({
      body: {
        wrongDecks: ['a'],
        correctedDeck: 'b',
        since: '2026-10-01T00:00',
        until: '2026-11-01T00:00',
        reason: 'A digit was missing',
      },
    });
  });

  it('says what is missing', () => {
    expect(bodyOf(EMPTY)).toEqual({ complaint: 'Choose both decks.' });
    expect(bodyOf({ ...WHOLE, corrected: 'a' })).toEqual({
      complaint: 'The corrected deck must be another one.',
    });
    expect(bodyOf({ ...WHOLE, until: WHOLE.since })).toEqual({
      complaint: 'The period must end after it begins.',
    });
    expect(bodyOf({ ...WHOLE, since: '2026-11-01T00:00:01' })).toHaveProperty('complaint');
    expect(
      bodyOf({ ...WHOLE, since: '2026-11-01T00:00', until: '2026-11-01T00:00:01' }),
    ).toHaveProperty('body');
    expect(bodyOf({ ...WHOLE, since: '' })).toHaveProperty('complaint');
    expect(bodyOf({ ...WHOLE, reason: ' ' })).toEqual({ complaint: 'Give a reason.' });
  });
});
