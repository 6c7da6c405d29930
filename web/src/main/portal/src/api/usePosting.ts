import { useState } from 'react';
import { change } from './http';
import { randomUuid } from './onceKey';
import { useChange } from './useChange';

interface Spec<T> {
  readonly path: string;
  /** Said when it worked. */
  readonly done: string | ((result: T) => string);
  readonly after: (result: T) => void;
}

/**
 * Moves money or opens what holds it, under one key for as long as the form is open: a double click, or sending it
 * again after the answer was lost, does it once. If something else is sent after it was done, the server refuses that.
 */
export function usePosting<T>({ path, done, after }: Spec<T>) {
  const [key] = useState(randomUuid);
  return useChange<T, object>({
    send: (body) => change<T>('POST', path, body, { 'Idempotency-Key': key }),
    stale: ['wallets', 'sponsors', 'ledger', 'balances'],
    done,
    after,
  });
}
