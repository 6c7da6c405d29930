import type { Money } from './shapes';

export interface Pocket {
  readonly kind: 'REFUNDABLE' | 'GOODWILL';
  readonly balance: Money;
  readonly expires: string | null;
}

export interface Hold {
  readonly callId: string | null;
  /** Older servers leave it out. */
  readonly purchaseId?: string | null;
  readonly amount: Money;
  readonly since: string;
}

export type PurchaseState = 'AUTHORISED' | 'CAPTURED' | 'RELEASED' | 'EXPIRED';

export interface Purchase {
  readonly id: string;
  readonly walletId: string;
  readonly item: string;
  readonly text: string;
  readonly price: Money;
  readonly state: PurchaseState;
  readonly captured: Money | null;
  readonly transferId: string | null;
  readonly made: string;
  readonly expires: string;
}

export interface ForcedDebit {
  readonly transferId: string;
  readonly taken: Money;
  readonly owed: Money;
}

export interface Receivable {
  readonly id: string;
  readonly walletId: string;
  readonly kind: 'DISPUTE' | 'RE_RATING';
  readonly reason: string;
  readonly amount: Money;
  readonly settled: Money;
  readonly made: string;
  readonly closed: string | null;
}
