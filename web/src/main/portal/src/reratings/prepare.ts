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
  const missing = typed.corrected === '';
  const found = {
    wrong: typed.wrong === '' && 'Choose the deck that was wrong.',
    corrected: missing
      ? 'Choose the deck that takes its place.'
      : typed.wrong === typed.corrected && 'The corrected deck must be another one.',
    since: typed.since === '' && 'Enter a date and a time.',
    // Local times in one zone come one after the other as their texts do.
    until:
      typed.until === ''
        ? 'Enter a date and a time.'
        : typed.since >= typed.until && 'The period must end after it begins.',
    reason: typed.reason.trim() === '' && 'Give a reason.',
  };
  return Object.fromEntries(Object.entries(found).filter(([, complaint]) => complaint !== false));
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
