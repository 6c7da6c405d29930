import { store } from './store';
import type { Snapshot } from './talk';

/** A phone that is not one yet. */
export const OFF: Snapshot = { line: 'off', phone: null, said: null, talk: null, waiting: null };

export const { snapshot, subscribe, become } = store(OFF);
