import { useQuery } from '@tanstack/react-query';
import { read } from '../api/http';
import type { Seal } from '../api/ledgerShapes';
import { ProblemError } from '../api/problem';
import { CopyText } from '../parts/CopyText';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';

/** The head of the book's hash chain; nothing before the first seal. */
async function readSeal(signal: AbortSignal): Promise<Seal | null> {
  try {
    return await read<Seal>('/ledger/seal', {}, signal);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) {
      return null;
    }
    throw error;
  }
}

export function SealFacts() {
  const query = useQuery({
    queryKey: ['ledger', 'seal'],
    queryFn: ({ signal }) => readSeal(signal),
  });
  return (
    <Panel title="Seal">
      <Loaded query={query} what="the seal">
        {(seal) =>
          seal === null ? (
            <p className="ml-status">The book has not been sealed yet.</p>
          ) : (
            <Facts
              columns={2}
              of={[
                ['Transfers sealed', seal.transfers],
                ['Last seal', <Instant key="sealed" at={seal.sealed} />],
                ['Head of the chain', <CopyText key="head" text={seal.head} what="head" />],
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
