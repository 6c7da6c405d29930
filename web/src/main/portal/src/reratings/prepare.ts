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

export type Complaints = Readonly<Partial<Record<keyof Typed, string>>>;

function complaintsAbout(typed: Typed): Complaints {
  const found: Partial<Record<keyof Typed, string>> = {};
  if (typed.wrong === '') {
    found.wrong = 'Choose the deck that was wrong.';
  }
  if (typed.corrected === '') {
    found.corrected = 'Choose the deck that takes its place.';
  } else if (typed.corrected === typed.wrong) {
    found.corrected = 'The corrected deck must be another one.';
  }
  if (typed.since === '') {
    found.since = 'Enter a date and a time.';
  }
  // Local times in one zone come one after the other as their texts do.
  if (typed.until === '') {
    found.until = 'Enter a date and a time.';
  } else if (typed.since >= typed.until) {
    found.until = 'The period must end after it begins.';
  }
  if (typed.reason.trim() === '') {
    found.reason = 'Give a reason.';
  }
  return found;
}

/** What is to be sent, or why it will not do yet, by field. */
export function bodyOf(typed: Typed): { body: Body } | { complaints: Complaints } {
  const complaints = complaintsAbout(typed);
  if (Object.keys(complaints).length > 0) {
    return { complaints };
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
