import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { read } from '../api/http';
import type { Me } from '../api/shapes';

export function useSession() {
  return useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => read<Me>('/me', {}, signal),
    staleTime: 60_000,
  });
}

const RELOADED = 'meterline.signed-out';
const LOOP_MILLIS = 10_000;

/**
 * The server sends a page to the login, not a REST call. For who has nothing on the page yet; twice in a row would not
 * help.
 */
export function reloadToSignIn(): void {
  const last = Number(sessionStorage.getItem(RELOADED) ?? '0');
  if (Date.now() - last > LOOP_MILLIS) {
    sessionStorage.setItem(RELOADED, String(Date.now()));
    window.location.reload();
  }
}

export const MeContext = createContext<Me | null>(null);

/** Who is signed in; only below the shell, which waits for the answer. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) {
    throw new Error('useMe outside of the shell');
  }
  return me;
}
