/** What the REST interface sends; docs/manual/rest.md is the contract. */

import type { Tax } from './taxShapes';
import type { Hold, Pocket } from './walletShapes';

export type * from './callShapes';
export type * from './deckShapes';
export type * from './sponsorShapes';
export type * from './taxShapes';

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export type Role = 'ADMIN' | 'AGENT' | 'FINANCE' | 'PAYER';

export interface Me {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly tenant: {
    readonly id: string;
    readonly name: string;
    readonly domain: string;
    /** Whose customers are the tenants. */
    readonly operator: boolean;
    /** Of its book; older servers leave it out. */
    readonly timeZone?: string;
  };
  readonly walletIds: readonly string[];
  /** What a phone has to be told; older servers leave it out. */
  readonly sip?: { readonly host: string; readonly port: number; readonly tlsPort: number | null };
}

export interface Wallet {
  readonly id: string;
  readonly name: string;
  /** The country is whose tax they pay; null for the tenant's. */
  readonly payer: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'CUSTOMER' | 'TENANT' | 'SPONSOR' | 'CARRIER';
    readonly country: string | null;
  } | null;
  readonly balance: Money;
  readonly held: Money;
  readonly available: Money;
  readonly floor: Money;
  readonly currency: string;
  /** By hand, or because it owes. */
  readonly frozen: boolean;
  readonly frozenByHand: boolean;
  /** What of the balance was given and expires. */
  readonly goodwill: Money;
  readonly owed: Money;
  /** Beginnings of the numbers that a bundle covers; older servers leave it out. */
  readonly prefixes?: readonly string[];
  readonly pockets: readonly Pocket[];
  readonly holds: readonly Hold[];
}

export interface WalletMove {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly text: string;
  readonly amount: Money;
  readonly balanceAfter: Money;
  readonly callId: string | null;
  readonly transferId: string;
}

export interface Binding {
  readonly contact: string;
  readonly source: string | null;
  readonly transport: string;
  readonly userAgent: string | null;
  readonly expires: string;
}

export interface Phone {
  readonly id: string;
  readonly user: string;
  readonly displayName: string;
  readonly callerId: string | null;
  readonly walletId: string | null;
  readonly enabled: boolean;
  readonly sipUri: string;
  readonly bindings: readonly Binding[];
  /** Another one after each change. */
  readonly version: number;
}

/** With which a browser is a phone for a while. */
export interface PhonePass {
  readonly sipUri: string;
  readonly password: string;
  readonly until: string;
  /** The path of the WebSocket. */
  readonly server: string;
  readonly iceServers: RTCIceServer[];
}

export type TargetKind = 'PROGRAM' | 'PHONE' | 'OUTSIDE' | 'APPLICATION';

/** Where a number leads: id of a program or phone, number outside, answers of an application. */
export interface NumberTarget {
  readonly kind: TargetKind;
  readonly id: string | null;
  readonly name: string;
  readonly number: string | null;
  readonly answers: boolean | null;
}

export interface DialledNumber {
  readonly id: string;
  readonly number: string;
  readonly target: NumberTarget;
  readonly description: string | null;
  /** Another one after each change. */
  readonly version: number;
}

export interface ProgramVersion {
  readonly id: string;
  readonly number: number;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly uploaded: string;
  readonly by: string | null;
}

export interface Program {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly live: ProgramVersion | null;
  readonly numbers: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly runningNow: number;
  /** Another one after each change, also after an upload. */
  readonly version: number;
}

export interface Price {
  readonly perMinute: Money;
  readonly connectFee: Money;
  readonly initialSeconds: number;
  readonly incrementSeconds: number;
}

export interface Rate extends Price {
  readonly prefix: string;
  readonly destination: string;
  /** Calls there are refused. */
  readonly blocked?: boolean;
  /** All that the line says, in words; older servers leave these out. */
  readonly terms?: string;
  /** The time band in which it is meant; empty for always. */
  readonly band?: string;
  readonly validFrom?: string | null;
  readonly validUntil?: string | null;
}

export interface Quote {
  readonly to: string;
  readonly prefix: string;
  readonly destination: string;
  readonly seconds: number;
  readonly cost: Money;
  /** What of the cost is tax; older servers leave it out. */
  readonly tax?: Tax;
  readonly perMinute: Money;
  readonly connectFee: Money;
  /** How the price was found; older servers leave it out. */
  readonly explanation?: string;
  /** Which of the payer's bundles would pay how many of the billed seconds. */
  readonly bundles: readonly QuotedBundle[];
}

export interface QuotedBundle {
  readonly walletId: string;
  readonly name: string;
  readonly prefix: string;
  readonly seconds: number;
}

export interface Account {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: 'ASSET' | 'LIABILITY' | 'EQUITY' | 'INCOME' | 'EXPENSE';
  readonly currency: string;
  /** Null with an error: it is more than one amount can hold. */
  readonly balance: Money | null;
  readonly error: 'overflow' | null;
}

export interface LedgerMove {
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly amount: Money;
}

export interface Transfer {
  readonly id: string;
  readonly at: string;
  readonly postingDate: string;
  readonly kind: string;
  readonly callId: string | null;
  readonly text: string | null;
  readonly moves: readonly LedgerMove[];
}
