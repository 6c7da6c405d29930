/** What is asked for, as typed: decks by id, times by the clocks of the book, as the browser's fields give them. */
export interface Typed {
  readonly wrong: string;
  readonly corrected: string;
  readonly since: string;
  readonly until: string;
  readonly reason: string;
}

export interface Body {
  readonly wrongDecks: readonly string[];
  readonly correctedDeck: string;
  readonly since: string;
  readonly until: string;
  readonly reason: string;
}

export const EMPTY: Typed = { wrong: '', corrected: '', since: '', until: '', reason: '' };

/** What is to be sent, or why it will not do yet. */
export function bodyOf(typed: Typed): { body: Body } | { complaint: string } {
  if (typed.wrong === '' || typed.corrected === '') {
    return { complaint: 'Choose both decks.' };
  }
  if (typed.wrong === typed.corrected) {
    return { complaint: 'The corrected deck must be another one.' };
  }
  // Local times in one zone come one after the other as their texts do.
  if (typed.since === '' || typed.since >= typed.until) {
    return { complaint: 'The period must end after it begins.' };
  }
  if (typed.reason.trim() === '') {
    return { complaint: 'Give a reason.' };
  }
  return {
    body: {
      wrongDecks: [typed.wrong],
      correctedDeck: typed.corrected,
      since: typed.since,
      until: typed.until,
      reason: typed.reason.trim(),
    },
  };
}
