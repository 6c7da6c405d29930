/** With or without what stands before a country's code. */
export type NumberForm = 'AS_IS' | 'PLUS' | 'DIGITS' | 'DOUBLE_ZERO';

export interface NumberRule {
  readonly form: NumberForm;
  readonly strip: string;
  readonly add: string;
}

export type Direction = 'called' | 'caller' | 'calledIn' | 'callerIn';

/** How a trunk carries the emergency calls of a country. */
export interface EmergencyRoute {
  readonly country: string;
  readonly preference: number;
  /** What is dialled, and what is sent for it. */
  readonly numbers: Readonly<Record<string, string>>;
}

/** What is signed of the calls that go out over a trunk. */
export type Signing = 'NONE' | 'OWN' | 'PASSED_ON';

/** What becomes of calls from it whose caller is not verified. */
export type Unverified = 'MARKED' | 'REFUSED';

export interface Trunk {
  readonly id: string;
  readonly name: string;
  /** Whether whoever looks may change it. */
  readonly own: boolean;
  readonly enabled: boolean;
  readonly address: string;
  readonly host: string;
  /** Null: where DNS says it is. */
  readonly port: number | null;
  readonly transport: string;
  readonly state: 'unknown' | 'up' | 'suspect' | 'down';
  readonly reason: string;
  readonly numbers: readonly string[];
  readonly prefixes: readonly string[];
  readonly callsNow: number;
  readonly callsLimit: number | null;
  readonly callsPerSecond: number | null;
  readonly preference: number;
  readonly weight: number;
  readonly rewriting: Readonly<Record<Direction, NumberRule>>;
  /** Spoken with it in this order; null: whatever suits the other end. */
  readonly codecs: readonly string[] | null;
  readonly user: string | null;
  readonly domain: string | null;
  readonly registers: boolean;
  readonly trusted: boolean;
  readonly refers: boolean;
  readonly everybody: boolean;
  readonly emergency: boolean;
  /** Whether it is told from where help is called. */
  readonly told: boolean;
  /** Whether calls go where it sends them on to. */
  readonly follows: boolean;
  /** Whether it may transfer who talks to it. */
  readonly transfers: boolean;
  /** By country; none: of all countries, as they are dialled. */
  readonly emergencyRoutes: readonly EmergencyRoute[];
  readonly carrierId: string | null;
  readonly signing: Signing;
  readonly unverified: Unverified;
  /** Another one after each change. */
  readonly version: number;
}

/** What would become of a call. */
export interface Attempt {
  readonly means: string;
  readonly trunks: readonly {
    readonly name: string;
    /** Null: not tried. */
    readonly turn: number | null;
    readonly why: string;
  }[];
}
