/** Where phones stand, for emergency calls. */
export interface Location {
  readonly id: string;
  readonly label: string;
  readonly country: string;
  readonly address: string;
  /** Where phones are that have no place of their own. */
  readonly standard: boolean;
  /** Whose phones stand there. */
  readonly users: readonly string[];
  /** Another one after each change. */
  readonly version: number;
}
