/** What pages show and are told of when it changes. */
export function store<T extends object>(first: T) {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    snapshot: (): T => now,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become: (part: Partial<T>): void => {
      now = { ...now, ...part };
      listeners.forEach((each) => each());
    },
  };
}
