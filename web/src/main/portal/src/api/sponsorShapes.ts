import type { Money } from './shapes';

export interface SponsorOffer {
  readonly id: string;
  readonly sponsorId: string;
  readonly sponsor: string;
  readonly name: string;
  readonly perCall: Money | null;
  readonly perMinute: Money | null;
  readonly initialSeconds: number;
  readonly incrementSeconds: number;
  readonly atMost: Money | null;
  readonly conditions: readonly string[];
  readonly made: string;
  readonly ended: string | null;
}

export interface Sponsor {
  readonly id: string;
  readonly name: string;
  readonly walletId: string;
  readonly budget: Money;
  readonly held: Money;
  readonly active: boolean;
  readonly opened: string;
  readonly offers: readonly SponsorOffer[];
  /** Another one after each change. */
  readonly version: number;
}

export type Below = 'NOT_TAKEN' | 'ACCEPTED' | 'NEXT_PAYS_REST';

export interface PayerRule {
  readonly steps: readonly string[];
  readonly bidSeconds: number;
  readonly below: Below;
  readonly changed: string | null;
  readonly changedBy: string | null;
  /** Another one after each change; 0 until one is set. */
  readonly version: number;
}

export interface Considered {
  readonly who: string;
  readonly name: string;
  readonly walletId: string | null;
  readonly offerId: string | null;
  readonly offer: string;
  readonly bid: Money | null;
  readonly verdict: 'PAYS' | 'STANDS_BY' | 'DECLINED';
  readonly code: string;
  readonly why: string;
}

/** A bundle that covers the number called. */
export interface BundlePart {
  readonly walletId: string;
  readonly name: string;
  readonly prefix: string;
  /** Set aside when the part of the leg began. */
  readonly seconds: number;
  readonly verdict: Considered['verdict'];
  readonly code: string;
  readonly why: string;
}

export interface PayerDecision {
  readonly leg: string;
  readonly segment: number;
  readonly afterSeconds: number;
  readonly made: string;
  readonly decision: {
    readonly pays: string;
    readonly rule: { readonly steps: readonly string[]; readonly bidSeconds: number };
    readonly facts: {
      readonly to: string;
      readonly country: string;
      readonly session: Readonly<Record<string, string>>;
    };
    readonly considered: readonly Considered[];
    /** In the order in which they pay; older servers leave it out. */
    readonly bundles?: readonly BundlePart[];
    readonly refusal: { readonly code: string; readonly reason: string } | null;
  };
}
