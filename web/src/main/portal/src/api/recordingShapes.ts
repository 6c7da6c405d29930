export interface Recording {
  readonly id: string;
  readonly callId: string;
  readonly legId: string;
  readonly whole: boolean;
  readonly askedBy: string;
  readonly channels: number;
  readonly caller: string;
  readonly callee?: string | null;
  readonly began: string;
  readonly ended?: string | null;
  readonly reason?: string | null;
  readonly millis: number;
  readonly maskedMillis: number;
  readonly lostMillis: number;
  readonly bytes: number;
  readonly audible: boolean;
  readonly expires: string;
  readonly deleted?: string | null;
  readonly deletedBy?: string | null;
  /** Whose rule asked for it; older servers leave these out. */
  readonly because?: string | null;
  readonly consent?: string | null;
}

export interface RecordingTerms {
  readonly retentionDays: number;
  readonly membersHearOwn: boolean;
  readonly supervisionTone: boolean;
  /** Another one after each change; 0 until one is made. */
  readonly version: number;
}
