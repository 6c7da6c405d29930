import type { Money } from './shapes';

export interface LimitUse {
  readonly user: string;
  readonly destination: string;
  readonly calls: number;
  readonly callsNow: number;
  readonly money: Money | null;
}

/** User and destination: empty for all together, `*` for each alone. */
export interface Limit {
  readonly id: string;
  /** The operator's. */
  readonly ceiling: boolean;
  readonly user: string;
  readonly destination: string;
  readonly calls: number | null;
  readonly callsAtOnce: number | null;
  readonly money: Money | null;
  readonly used: readonly LimitUse[];
}

/** Calls that one limit stopped in one hour. */
export interface Stopped {
  readonly hour: string;
  readonly code: string;
  readonly user: string;
  readonly destination: string;
  readonly reason: string;
  readonly calls: number;
  readonly last: string;
  readonly lastCallId: string;
}

export interface Limits {
  readonly hour: string;
  readonly items: readonly Limit[];
  readonly stopped: readonly Stopped[];
}

export interface Destination {
  readonly id: string;
  readonly state: 'ASKED' | 'APPROVED' | 'REFUSED';
  readonly asked: string | null;
  readonly askedBy: string | null;
  readonly decided: string | null;
  readonly decidedBy: string | null;
}

/** A customer of the operator's. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly country: string;
  /** Its calls are stopped, but for emergencies. */
  readonly suspended: boolean;
  /** The user whom calls from outside reach all the same. */
  readonly support: string | null;
}
