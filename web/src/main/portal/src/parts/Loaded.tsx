import { Skeleton } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isNotSignedIn } from '../api/problem';
import { ListFault } from './ListFault';

export function SkeletonRows({ rows = 4, what }: { rows?: number; what: string }) {
  return (
    <div className="ml-skeleton" role="status">
      <span className="pf-v6-screen-reader">Loading {what}</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height="1.4rem" width={`${96 - ((row * 17) % 40)}%`} />
      ))}
    </div>
  );
}

interface Props<T> {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/**
 * What was read, its skeleton while it is on the way, or the fault. Old data stays on the screen under a fault, so
 * that a hiccup of the server does not blank the page; that nobody is signed in is said once, above all.
 */
export function Loaded<T>({ query, what, children }: Props<T>) {
  const fault = query.error !== null &&
    !(query.data !== undefined && isNotSignedIn(query.error)) && (
      <ListFault what={what} error={query.error} onRetry={() => void query.refetch()} />
    );
  if (query.data === undefined) {
    return fault || <SkeletonRows what={what} />;
  }
  return (
    <>
      {fault}
      {children(query.data)}
    </>
  );
}
