import type { Verification } from '../api/callShapes';
import type { Phone } from '../api/shapes';

/** Whether calls can be made and taken. */
export type Line = 'off' | 'connecting' | 'ready' | 'failed';

/** A call. */
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
  /** To whom the other end is being put through; null: to nobody. */
  readonly handing: string | null;
  /** What came of something that was tried in it. */
  readonly note: string | null;
  /** Nothing has come from the microphone since it began. */
  readonly silent: boolean;
}

export const NEW: Omit<Talk, 'other' | 'incoming' | 'verified'> = {
  state: 'ringing',
  since: null,
  muted: false,
  held: false,
  pressed: '',
  handing: null,
  note: null,
  silent: false,
};

export interface Snapshot {
  readonly line: Line;
  readonly phone: Pick<Phone, 'id' | 'user'> | null;
  /** Why the line failed, or how the last call ended. */
  readonly said: string | null;
  /** The call that the person talks in. */
  readonly talk: Talk | null;
  /** The one that is on hold while somebody else is asked. */
  readonly waiting: Talk | null;
}
