import type { Verification } from '../api/callShapes';
import type { Phone } from '../api/shapes';

/** Whether calls can be made and taken. */
export type Line = 'off' | 'connecting' | 'ready' | 'failed';

/** The one call there is. */
export interface Talk {
  readonly other: string;
  readonly incoming: boolean;
  /** Whether who calls is who they say; null: nothing is known of that. */
  readonly verified: Verification | null;
  readonly state: 'ringing' | 'talking';
  /** When it was answered, ISO 8601. */
  readonly since: string | null;
  readonly muted: boolean;
  readonly held: boolean;
  /** The keys that were sent, in their order. */
  readonly pressed: string;
}

export interface Snapshot {
  readonly line: Line;
  readonly phone: Pick<Phone, 'id' | 'user'> | null;
  /** Why the line failed, or how the last call ended. */
  readonly said: string | null;
  readonly talk: Talk | null;
}
