import { useQuery } from '@tanstack/react-query';
import { read } from '../api/http';
import type { Sounds } from '../api/soundShapes';

/** The tenant's own sounds, and how many there may be. */
export function useSounds() {
  return useQuery({
    queryKey: ['sounds'],
    queryFn: ({ signal }) => read<Sounds>('/sounds', {}, signal),
  });
}
