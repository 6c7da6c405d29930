import { useSyncExternalStore } from 'react';
import { formatDuration, millisBetween, spokenDuration } from './duration';

/** One clock for the whole page; it ticks only while somebody looks. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    now = Date.now();
    listeners.forEach((each) => each());
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

export function Duration({ millis }: { millis: number }) {
  return (
    <span className="ml-figure" title={spokenDuration(millis)}>
      {formatDuration(millis)}
    </span>
  );
}

/** The time since, counting while it is shown. */
export function Elapsed({ since }: { since: string }) {
  return <Duration millis={millisBetween(since, null, useNow())} />;
}
