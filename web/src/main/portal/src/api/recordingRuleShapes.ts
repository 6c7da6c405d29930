export type Ways = 'incoming' | 'outgoing' | 'both' | 'never';
export type Consent = 'silent' | 'announce' | 'ask';
export type Told = 'caller' | 'called' | 'both';

/** Which calls are recorded without anybody asking for it. */
export interface RecordingRule {
  readonly id: string;
  /** Whose calls, for people. */
  readonly scope: string;
  readonly phoneId?: string | null;
  readonly numberId?: string | null;
  readonly ways: Ways;
  readonly internal: boolean;
  readonly consent: Consent;
  readonly told: Told;
  readonly required: boolean;
  /** The tenant’s sound that is heard in place of ours. */
  readonly sound?: string | null;
  readonly statement?: string | null;
  readonly changed: string;
  readonly changedBy: string;
  /** Another one after each change. */
  readonly version: number;
}

/** What came of a rule that asked for a recording of a call. */
export interface RuledRecording {
  readonly ruleId: string;
  readonly because: string;
  readonly consent: string;
  readonly recordingId?: string | null;
  readonly hindrance?: string | null;
}
