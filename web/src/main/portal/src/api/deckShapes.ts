export interface DeckStep {
  readonly by: string | null;
  readonly at: string;
}

export interface Deck {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly relation: 'RETAIL' | 'WHOLESALE' | 'COST';
  /** Whose own deck it is; null for everybody's. */
  readonly payerId: string | null;
  readonly payerName: string | null;
  readonly state: 'DRAFT' | 'APPROVED' | 'WITHDRAWN';
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly currency: string;
  readonly rounding: string;
  readonly timeZone: string;
  readonly bands: readonly string[];
  readonly holidays: readonly string[];
  readonly taxBasis: 'NET' | 'GROSS';
  readonly taxClass: string;
  readonly fileName: string | null;
  readonly lines: number;
  readonly wrongRows: number;
  readonly problems: readonly {
    readonly line: number;
    readonly column: string;
    readonly reason: string;
  }[];
  readonly made: DeckStep | null;
  readonly approved: DeckStep | null;
  readonly withdrawn: DeckStep | null;
}

/** Decimal strings. */
export interface DeckAmounts {
  readonly charged: string;
  readonly wouldCharge: string;
  readonly revenue: string;
  readonly cost: string;
  readonly margin: string;
  readonly marginBefore: string;
}

/** In the currency of the dry run; what is of others is apart. */
export interface DeckSum extends DeckAmounts {
  readonly destination: string;
  readonly legs: number;
  readonly seconds: number;
  readonly others: readonly (DeckAmounts & { readonly currency: string })[];
}

export interface DeckPreview {
  readonly relation: Deck['relation'];
  readonly since: string;
  readonly until: string;
  readonly currency: string;
  readonly total: DeckSum;
  readonly unpricedLegs: number;
  readonly legsOutOfRange: number;
  readonly legsOfOwnDecks: number;
  /** Those that cannot be tried, by why. */
  readonly legsNotOver: number;
  readonly legsWithoutRecord: number;
  readonly legsTakenBack: number;
  readonly legsNobodyPays: number;
  readonly legsOfOtherCurrency: number;
  /** In the sums: those that had cost nothing, and those that no deck changes. */
  readonly freeLegs: number;
  readonly sponsoredLegs: number;
  readonly legsWithoutCost: number;
  readonly legsWithoutRevenue: number;
  readonly destinations: readonly DeckSum[];
}
