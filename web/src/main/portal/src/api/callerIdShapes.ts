export type CodeWay = 'CALL' | 'SMS';

/** A number elsewhere that the tenant shows, or wants to. */
export interface CallerId {
  readonly id: string;
  readonly number: string;
  readonly state: 'NEW' | 'PENDING' | 'VERIFIED' | 'EXPIRED';
  readonly added: string;
  readonly addedBy: string;
  readonly how: CodeWay | 'OPERATOR' | null;
  /** Of the operator who vouched for it. */
  readonly note: string;
  readonly verified: string | null;
  readonly verifiedBy: string | null;
  /** It may be shown until then; null: for good. */
  readonly until: string | null;
  /** A code that waits to be entered. */
  readonly code: {
    readonly way: CodeWay;
    readonly callId: string | null;
    readonly expires: string;
    readonly triesLeft: number;
  } | null;
}
