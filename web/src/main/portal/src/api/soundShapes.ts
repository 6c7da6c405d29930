/** A sound that the tenant handed in. */
export interface Sound {
  readonly name: string;
  readonly millis: number;
  readonly bytes: number;
  readonly sha256: string;
  /** How many rules of recording have it heard. */
  readonly recordingRules: number;
  /** Whether those who are on hold hear it. */
  readonly onHold: boolean;
  readonly changed: string;
  readonly changedBy: string;
}

/** What is heard on hold. */
export interface MusicOnHold {
  readonly plays: 'builtIn' | 'silence' | 'sound';
  /** The sound's name, if it is one. */
  readonly sound?: string | null;
  readonly version: number;
}

export interface Sounds {
  readonly items: readonly Sound[];
  readonly bytes: number;
  readonly mostBytes: number;
  readonly largestBytes: number;
  readonly most: number;
}
