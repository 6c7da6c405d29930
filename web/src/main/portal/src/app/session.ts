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

export const MeContext = createContext<Me | null>(null);

/** Who is signed in; only below the shell, which waits for the answer. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) {
    throw new Error('useMe outside of the shell');
  }
  return me;
}
