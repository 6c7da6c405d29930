import type { Charge, LedgerMove, Money, Transfer } from './shapes';

/** One transfer, and what became of it. */
export interface OneTransfer {
  readonly transfer: Transfer;
  readonly recorded: string;
  readonly reversedBy: string | null;
  readonly reverses: string | null;
}

export type ChargeRelation = 'RETAIL' | 'WHOLESALE' | 'COST';

/** A charge on one line. */
export interface ChargeLine {
  readonly id: string;
  readonly relation: ChargeRelation;
  readonly callId: string;
  readonly tenantId: string;
  readonly tenant: string;
  readonly payer: string;
  readonly prefix: string;
  readonly destination: string;
  readonly billedSeconds: number;
  readonly cost: Money;
  readonly takenBack: boolean;
  readonly postingDate: string;
}

/** What was set aside for a charge: before the leg was set up, and at its end. */
export interface Held {
  readonly first: Money;
  readonly most: Money;
  readonly seconds: number;
  readonly placed: string;
  readonly resolved: string | null;
  readonly resolution: string | null;
}

export interface OneCharge extends Charge {
  readonly id: string;
  readonly relation: ChargeRelation;
  readonly callId: string;
  readonly tenant: string;
  readonly postingDate: string;
  readonly recorded: string;
  readonly seconds: number;
  readonly overrun: Money;
  readonly held: Held | null;
}

/** What was in a wallet at an instant. */
export interface WalletBalance {
  readonly id: string;
  readonly name: string;
  /** The title of its control account. */
  readonly account: string;
  readonly balance: Money;
}

export type JournalState = 'DRAFTED' | 'POSTED' | 'REJECTED';

export interface Journal {
  readonly id: string;
  readonly state: JournalState;
  readonly reason: string;
  readonly effective: string;
  readonly postingDate: string;
  readonly reverses: string | null;
  readonly draftedBy: string;
  /** Whoever looks has drafted it: somebody else has to approve it. */
  readonly mine: boolean;
  readonly drafted: string;
  readonly decidedBy: string | null;
  readonly decided: string | null;
  readonly rejection: string | null;
  readonly lines: readonly LedgerMove[];
}

export interface Periods {
  readonly closedThrough: string | null;
  readonly events: readonly {
    readonly action: 'CLOSED' | 'REOPENED';
    readonly month: string;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
}

export interface Difference {
  readonly name: string;
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  /** The same as money; null where it is none, or nobody knows its currency. */
  readonly amounts: {
    readonly expected: readonly Money[];
    readonly found: readonly Money[];
    /** Found less expected; empty where they cannot be compared. */
    readonly difference: readonly Money[];
  } | null;
  /** What it is about, as far as the book knows it. */
  readonly callId: string | null;
  readonly chargeId: string | null;
  readonly transferId: string | null;
  readonly walletId: string | null;
  /** The first and the last day whose last check named it. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

export interface Reconciliation {
  readonly day: string;
  readonly checked: string;
  readonly calls: number;
  readonly transfers: number;
  readonly wallets: number;
  readonly agrees: boolean;
  readonly differences: readonly Difference[];
}

export interface Seal {
  readonly number: number;
  readonly transfers: number;
  readonly head: string;
  readonly sealed: string;
}
