import type { RuledRecording } from './recordingRuleShapes';
import type { LedgerMove, Money, PayerDecision, Price, Tax } from './shapes';

/** What the REST interface says about calls. */

export type CallState =
  | 'ARRIVED'
  | 'ORIGINATING'
  | 'ASKING'
  | 'RINGING'
  | 'STEERED'
  | 'TALKING'
  | 'TRANSFERRING'
  | 'ENDING'
  | 'ENDED';

/** Whether the caller is who they say. */
export interface Verification {
  readonly status: 'passed' | 'failed' | 'none';
  readonly attestation: 'A' | 'B' | 'C' | null;
  readonly problem: string | null;
  readonly words: string;
}

/** Why a call, or a leg of it, was refused or ended. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  /** Whether the same again may succeed later, without anything being changed. */
  readonly retry: boolean;
}

export interface CallSummary {
  readonly id: string;
  readonly state: CallState;
  readonly direction: 'INTERNAL' | 'OUTGOING' | 'INCOMING';
  readonly caller: string;
  readonly dialled: string;
  readonly callee: string | null;
  readonly began: string;
  readonly answered: string | null;
  readonly ended: string | null;
  readonly talkedMillis: number;
  readonly cost: Money | null;
  /** The seconds that bundles paid; older servers leave it out. */
  readonly bundled?: Money | null;
  readonly sipStatus: number | null;
  readonly reason: string | null;
  /** Nothing refused or ended it if it is not there; older servers leave it out. */
  readonly refusal?: Refusal | null;
  /** Who had it called; nobody if somebody called. Older servers leave it out. */
  readonly askedBy?: string | null;
  /** Nobody looked into it if it is not there; older servers leave it out. */
  readonly verification?: Verification | null;
}

export interface Quality {
  readonly codec: string | null;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly packetsLost: number;
  readonly packetsDropped: number;
  readonly jitterMillis: number;
  readonly mos: number | null;
  /** What the far end said of what it was sent, if it said anything; older servers leave it out. */
  readonly reported?: ReportedQuality | null;
}

export interface ReportedQuality {
  readonly packetsLost: number;
  readonly jitterMillis: number;
  readonly roundTripMillis: number | null;
  readonly mos: number | null;
}

export interface Leg {
  readonly id: string;
  readonly incoming: boolean;
  readonly destination: string | null;
  readonly trunk: string | null;
  readonly payer: string | null;
  readonly began: string;
  readonly answered: string | null;
  readonly ended: string | null;
  readonly chargedMillis: number;
  readonly sipStatus: number | null;
  /** Of ITU-T Q.850; older servers leave it out. */
  readonly cause?: number | null;
  readonly reason: string | null;
  /** Older servers leave it out. */
  readonly refusal?: Refusal | null;
  readonly recovered: boolean;
  readonly quality: Quality | null;
}

export type Place = 'caller' | 'meterline' | 'callee' | 'program';

export interface Step {
  readonly at: string;
  readonly leg: string | null;
  readonly from: Place;
  readonly to: Place;
  readonly title: string;
  readonly detail: string | null;
}

export interface TraceLine {
  readonly at: string;
  readonly kind: 'deck' | 'quote' | 'hold' | 'extend' | 'debit' | 'tax' | 'void';
  readonly text: string;
  readonly amount: Money | null;
}

export interface Charge {
  readonly leg: string;
  readonly payer: string | null;
  readonly walletId: string | null;
  /** Older servers leave it out. */
  readonly walletName?: string;
  readonly tariff: string;
  readonly destination: string;
  readonly prefix: string;
  readonly price: Price;
  readonly billedSeconds: number;
  readonly cost: Money;
  /** What of the cost is tax. */
  readonly tax: Tax;
  /** Another charge stands in its place; older servers leave it out. */
  readonly takenBack?: boolean;
  readonly trace: readonly TraceLine[];
  readonly transferId: string | null;
  readonly moves: readonly LedgerMove[];
}

export interface ProgramRun {
  readonly id: string;
  readonly callId: string | null;
  readonly programId: string;
  readonly versionId: string | null;
  readonly name: string;
  readonly began: string;
  readonly ended: string | null;
  readonly exitStatus: number | null;
  readonly ending: string | null;
  readonly sandbox: string | null;
  readonly standardError: string | null;
}

/** What the tenant paid the operator for a leg, or got back of that. */
export interface BoughtCall {
  readonly transferId: string;
  readonly text: string;
  readonly at: string;
  readonly amount: Money;
  readonly takenBack: boolean;
}

export interface CallRecord extends CallSummary {
  readonly legs: readonly Leg[];
  readonly ladder: readonly Step[];
  readonly charges: readonly Charge[];
  /** Empty for who is not of finance. */
  readonly bought: readonly BoughtCall[];
  /** What was given back of it; older servers leave these three out. */
  readonly boughtRefunds?: readonly BoughtCall[];
  readonly boughtCharged?: Money | null;
  readonly boughtRefunded?: Money | null;
  /** What is left. */
  readonly boughtFor: Money | null;
  /** A payer is not told; older servers leave it out. */
  readonly payerDecisions?: readonly PayerDecision[];
  readonly programRuns: readonly ProgramRun[];
  /** What came of a rule that asked for a recording; older servers leave it out. */
  readonly recordingRule?: RuledRecording | null;
}
