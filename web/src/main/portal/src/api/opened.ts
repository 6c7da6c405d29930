import type { Versioned } from './savedAs';

/** A form that stands on its page: never closed, it follows what is saved for as long as nobody types into it. */
export interface Opened<T> {
  /** What it began with. */
  readonly of: T;
  readonly typed: boolean;
  /** The version that was read last. */
  readonly read: number;
  /** Somebody else saved another one while this one was typed. */
  readonly behind: boolean;
}

export function openedWith<T extends Versioned>(of: T): Opened<T> {
  return { of, typed: false, read: of.version, behind: false };
}

/** The form once what there is was read again: what was typed stays. */
export function afterReading<T extends Versioned>(form: Opened<T>, read: T): Opened<T> {
  if (read.version === form.read) {
    return form;
  }
  return form.typed
    ? { ...form, read: read.version, behind: read.version !== form.of.version }
    : openedWith(read);
}

/** The form once it was saved itself; what was read before that is no news. */
export function afterSaving<T extends Versioned>(form: Opened<T>, saved: T): Opened<T> {
  return { of: saved, typed: false, read: form.read, behind: false };
}
