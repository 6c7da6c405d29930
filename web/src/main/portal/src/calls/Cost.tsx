import type { CallSummary } from '../api/shapes';
import { Amount } from '../money/Amount';

/** What a call cost: money, seconds of bundles, or both. */
export function Cost({ call }: { call: CallSummary }) {
  const bundled = call.bundled ?? null;
  return bundled === null ? (
    <Amount of={call.cost} />
  ) : (
    <>
      {call.cost !== null && (
        <>
          <Amount of={call.cost} /> and{' '}
        </>
      )}
      <Amount of={bundled} /> of bundles
    </>
  );
}
