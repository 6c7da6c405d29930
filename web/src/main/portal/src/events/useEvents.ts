import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { address } from '../api/http';
import { isSignedOut } from '../api/signedOut';
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

/** A stream that comes back within this time is not worth a word: the server ends long ones on purpose. */
const PATIENCE_MILLIS = 5_000;

/**
 * Keeps what is on the screen up to date; says whether updates are interrupted. Nothing is replayed after a gap, so
 * everything is read again then.
 */
export function useEvents(): boolean {
  const queries = useQueryClient();
  const [interrupted, setInterrupted] = useState(false);
  useEffect(() => {
    let patience: number | undefined;
    const settle = (connection: Connection) => {
      if (connection === 'open') {
        window.clearTimeout(patience);
        patience = undefined;
        setInterrupted(false);
      } else {
        patience ??= window.setTimeout(() => setInterrupted(true), PATIENCE_MILLIS);
      }
    };
    const stop = listen(address('/events'), {
      onBatch: (batch) => apply(queries, batch),
      onConnection: (connection, again) => {
        settle(connection);
        if (again) {
          void queries.invalidateQueries();
        } else if (connection === 'open' || !isSignedOut()) {
          // The list may be older than the stream; a lost stream may mean that the session is over.
          const key = connection === 'open' ? LIVE_CALLS : ['me'];
          void queries.invalidateQueries({ queryKey: key });
        }
      },
    });
    return () => {
      window.clearTimeout(patience);
      stop();
    };
  }, [queries]);
  return interrupted;
}
