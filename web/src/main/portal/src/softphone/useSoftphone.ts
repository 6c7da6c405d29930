import { useSyncExternalStore } from 'react';
import { snapshot, subscribe, type Snapshot } from './softphone';

/** The phone of this browser tab; its calls go on whatever page is shown. */
export function useSoftphone(): Snapshot {
  return useSyncExternalStore(subscribe, snapshot);
}
