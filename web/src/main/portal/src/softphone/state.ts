import type { Snapshot, Talk } from './talk';

/** A phone that is not one yet. */
export const OFF: Snapshot = { line: 'off', phone: null, said: null, talk: null };

let now = OFF;
const listeners = new Set<() => void>();

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function snapshot(): Snapshot {
  return now;
}

export function become(part: Partial<Snapshot>): void {
  now = { ...now, ...part };
  listeners.forEach((each) => each());
}

export function talks(part: Partial<Talk>): void {
  if (now.talk !== null) {
    become({ talk: { ...now.talk, ...part } });
  }
}
