/** A sound that the tenant handed in. */
export interface Sound {
  readonly name: string;
  readonly millis: number;
  readonly bytes: number;
  readonly sha256: string;
  /** How many rules of recording have it heard. */
  readonly recordingRules: number;
  readonly changed: string;
  readonly changedBy: string;
}

export interface Sounds {
  readonly items: readonly Sound[];
  readonly bytes: number;
  readonly mostBytes: number;
  readonly largestBytes: number;
  readonly most: number;
}
