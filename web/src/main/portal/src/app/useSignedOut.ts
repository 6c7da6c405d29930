import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Me } from '../api/shapes';
import { isSignedOut, subscribe } from '../api/signedOut';

/** Whether nobody is signed in any more. Who comes back from signing in elsewhere has everything read again. */
export function useSignedOut(): boolean {
  const queries = useQueryClient();
  const signedOut = useSyncExternalStore(subscribe, isSignedOut);
  useEffect(() => {
    if (!signedOut) {
      return undefined;
    }
    const look = () => void queries.invalidateQueries({ queryKey: ['me'] });
    window.addEventListener('focus', look);
    return () => {
      window.removeEventListener('focus', look);
      void queries.invalidateQueries();
    };
  }, [signedOut, queries]);
  return signedOut;
}

/** Nothing of one person's is left to another who signed in meanwhile. */
export function useSamePerson({ subject, tenant }: Me): void {
  const person = `${subject} ${tenant.id}`;
  const [first] = useState(person);
  useEffect(() => {
    if (person !== first) {
      window.location.reload();
    }
  }, [person, first]);
}
