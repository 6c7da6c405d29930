export type ReRatingState = 'PREPARED' | 'APPROVED' | 'POSTED' | 'REJECTED';

export interface DeckVersion {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/** Amounts are decimal strings in the currency of the re-rating. */
export interface ReRatingSum {
  readonly legs: number;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

export interface UnratedLeg {
  readonly leg: string;
  readonly reason: string;
}

/** What would change or has changed, and the legs that are left as they are. */
export interface ReRatingFindings extends ReRatingSum {
  readonly unratedLegs: number;
  readonly unrated: readonly UnratedLeg[];
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
  readonly dryRun: ReRatingFindings & {
    readonly owingWallets: number;
    readonly destinations: readonly (ReRatingSum & { readonly destination: string })[];
  };
  readonly decidedBy: string | null;
  readonly decided: string | null;
  readonly rejection: string | null;
  readonly posted:
    | (ReRatingFindings & {
        /** Null while posting goes on. */
        readonly ended: string | null;
        readonly owed: string;
      })
    | null;
}
