import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { address } from '../api/http';
import type { CallSummary, Page } from '../api/shapes';
import type { Announcement } from './announcement';
import { afterAnnouncements, staleAfter } from './liveCalls';
import { listen, type Connection } from './stream';

export const LIVE_CALLS = ['calls', 'live'] as const;

function apply(queries: QueryClient, batch: readonly Announcement[]): void {
  queries.setQueryData<Page<CallSummary>>(LIVE_CALLS, (page) =>
    page === undefined ? page : { ...page, items: afterAnnouncements(page.items, batch) },
  );
  for (const key of staleAfter(batch)) {
    void queries.invalidateQueries({ queryKey: key });
  }
}

/** Keeps what is on the screen up to date. Nothing is replayed after a gap, so everything is read again then. */
export function useEvents(): Connection {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(
    () =>
      listen(address('/events'), {
        onBatch: (batch) => apply(queries, batch),
        onConnection: (now, again) => {
          setConnection(now);
          if (again) {
            void queries.invalidateQueries();
          } else if (now === 'lost') {
            // Finds out whether the session is over: then the page goes to the login.
            void queries.invalidateQueries({ queryKey: ['me'] });
          } else {
            void queries.invalidateQueries({ queryKey: LIVE_CALLS });
          }
        },
      }),
    [queries],
  );
  return connection;
}
