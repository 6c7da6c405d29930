export interface GuardedSource {
  readonly id: string;
  readonly source: string;
  readonly reason: string;
  readonly by?: string | null;
  readonly since: string;
  readonly until?: string | null;
}

export interface Counter {
  readonly name: string;
  readonly value: number;
  readonly meaning: string;
}
