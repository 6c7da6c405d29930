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

  it('says at each field what is missing', () => {
    expect(bodyOf(EMPTY)).toEqual({
      complaints: {
        wrong: 'Choose the deck that was wrong.',
        corrected: 'Choose the deck that takes its place.',
        since: 'Enter a date and a time.',
        until: 'Enter a date and a time.',
        reason: 'Give a reason.',
      },
    });
    expect(bodyOf({ ...WHOLE, corrected: 'a' })).toEqual({
      complaints: { corrected: 'The corrected deck must be another one.' },
    });
    expect(bodyOf({ ...WHOLE, until: WHOLE.since })).toEqual({
      complaints: { until: 'The period must end after it begins.' },
    });
    expect(bodyOf({ ...WHOLE, since: '2026-11-01T00:00:01' })).toHaveProperty('complaints.until');
    expect(
      bodyOf({ ...WHOLE, since: '2026-11-01T00:00', until: '2026-11-01T00:00:01' }),
    ).toHaveProperty('body');
    expect(bodyOf({ ...WHOLE, since: '' })).toHaveProperty('complaints.since');
    expect(bodyOf({ ...WHOLE, reason: ' ' })).toEqual({ complaints: { reason: 'Give a reason.' } });
  });
});
