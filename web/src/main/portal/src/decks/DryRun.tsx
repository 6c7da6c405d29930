import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/http';
import type { Deck, DeckAmounts, DeckPreview, DeckSum } from '../api/shapes';
import { SumTable } from '../money/SumTable';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { Panel } from '../parts/Section';
import { type Row, besides, currencies, inCurrency, leftOut } from './sums';

type Amount = readonly [name: string, of: (sum: DeckAmounts) => string];

/** Beside what was charged and would be: who asks it, or pays it, and what is left. */
function amounts(relation: Deck['relation']): Amount[] {
  return [
    ['Charged', (sum) => sum.charged],
    ['Would charge', (sum) => sum.wouldCharge],
    relation === 'COST'
      ? ['Tenants pay', (sum) => sum.revenue]
      : [relation === 'RETAIL' ? 'Operator asks' : 'Carriers ask', (sum) => sum.cost],
    ['Margin before', (sum) => sum.marginBefore],
    ['Margin', (sum) => sum.margin],
  ];
}

function Sums({ run }: { run: DeckPreview }) {
  const others = currencies(run);
  return (
    <>
      <SumTable<DeckSum>
        label="Dry run"
        total={run.total}
        destinations={run.destinations}
        counts={[
          ['Calls', (sum) => sum.legs],
          ['Seconds', (sum) => sum.seconds],
        ]}
        amounts={amounts(run.relation)}
        currency={run.currency}
      />
      {others.length > 0 && (
        <Alert
          variant="info"
          isInline
          title={`Some amounts are in ${others.join(' and ')}: nothing is converted, so each currency has a margin of its own`}
          component="p"
        />
      )}
      {others.map((currency) => {
        const [total, ...destinations] = inCurrency(run, currency);
        return (
          total && (
            <SumTable<Row>
              key={currency}
              label={`Dry run in ${currency}`}
              total={total}
              destinations={destinations}
              counts={[]}
              amounts={amounts(run.relation)}
              currency={currency}
            />
          )
        );
      })}
    </>
  );
}

/** Last month's calls as a deck would charge them. */
export function DryRun({ deck }: { deck: Deck }) {
  const query = useQuery({
    queryKey: ['decks', deck.id, 'preview'],
    queryFn: ({ signal }) => read<DeckPreview>(`/decks/${deck.id}/preview`, {}, signal),
  });
  return (
    <Panel title="Dry run: last month’s calls, before tax" flush>
      <Loaded query={query} what="the dry run">
        {(run) => {
          const left = leftOut(run);
          return run.total.legs === 0 && left.length === 0 ? (
            <Nothing title="Nobody called last month" />
          ) : (
            <>
              {left.map((title) => (
                <Alert key={title} variant="warning" isInline title={title} component="p" />
              ))}
              {besides(run).map((title) => (
                <Alert key={title} variant="info" isInline title={title} component="p" />
              ))}
              <Sums run={run} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
