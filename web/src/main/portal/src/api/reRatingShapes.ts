export type ReRatingState = 'PREPARED' | 'APPROVED' | 'POSTED' | 'REJECTED';

export interface DeckVersion {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/** Amounts are decimal strings in the currency of the re-rating. */
export interface ReRatingSum {
  readonly destination: string;
  readonly legs: number;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

export interface UnratedLeg {
  readonly leg: string;
  readonly reason: string;
}

export interface ReRating {
  readonly id: string;
  readonly state: ReRatingState;
  readonly reason: string;
  readonly wrongDecks: readonly DeckVersion[];
  readonly correctedDeck: DeckVersion;
  readonly since: string;
  readonly until: string;
  readonly currency: string;
  readonly preparedBy: string;
  /** Whoever looks has prepared it: somebody else has to approve it. */
  readonly mine: boolean;
  readonly prepared: string;
  readonly dryRun: {
    readonly legs: number;
    readonly before: string;
    readonly after: string;
    readonly difference: string;
    readonly owingWallets: number;
    readonly unratedLegs: number;
    readonly destinations: readonly ReRatingSum[];
    readonly unrated: readonly UnratedLeg[];
  };
  readonly decidedBy: string | null;
  readonly decided: string | null;
  readonly rejection: string | null;
  readonly posted: {
    /** Null while posting goes on. */
    readonly ended: string | null;
    readonly legs: number;
    readonly before: string;
    readonly after: string;
    readonly difference: string;
    readonly owed: string;
    readonly unratedLegs: number;
    readonly unrated: readonly UnratedLeg[];
  } | null;
}
