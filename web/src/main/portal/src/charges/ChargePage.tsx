import { PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { read } from '../api/http';
import type { Held, OneCharge } from '../api/ledgerShapes';
import { ToCall } from '../calls/ToCall';
import { Amount } from '../money/Amount';
import { signOf } from '../money/money';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { ChargeFacts } from '../record/Charges';
import { Duration } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { WHO_PAYS } from './relation';

const ENDINGS: Readonly<Record<string, string>> = {
  SETTLED: 'when the leg had ended',
  RECOVERED: 'by recovery, as far as its use was proved',
};

function About({ charge }: { charge: OneCharge }) {
  return (
    <Panel title="About">
      <Facts
        of={[
          ['What', WHO_PAYS[charge.relation]],
          ['Tenant', charge.tenant],
          ['Call', <ToCall key="call" id={charge.callId} words="its record" />],
          ['Talked', <Duration key="talked" millis={charge.seconds * 1000} />],
          ['Posting date', charge.postingDate],
          ['Recorded', <Instant key="recorded" at={charge.recorded} />],
        ]}
      />
    </Panel>
  );
}

function Aside({ held, charge }: { held: Held; charge: OneCharge }) {
  return (
    <Panel title="What was held">
      <Facts
        of={[
          ['At first', <Amount key="first" of={held.first} />],
          ['At the end', <Amount key="most" of={held.most} />],
          ['For', <Duration key="for" millis={held.seconds * 1000} />],
          ['Set aside', <Instant key="placed" at={held.placed} />],
          [
            'Posted',
            <span key="resolved">
              <Instant at={held.resolved} />
              {held.resolution !== null && `, ${ENDINGS[held.resolution] ?? held.resolution}`}
            </span>,
          ],
          signOf(charge.overrun) > 0 && [
            'Used beyond it',
            <Amount key="overrun" of={charge.overrun} />,
          ],
        ]}
      />
    </Panel>
  );
}

/** A charge of any relation, from the matched prefix to the entries in the ledger. */
export default function ChargePage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['charges', id],
    queryFn: ({ signal }) =>
      read<OneCharge>(`/ledger/charges/${encodeURIComponent(id)}`, {}, signal),
  });
  const one = query.data;
  return (
    <>
      <PageHead
        title={one === undefined ? 'Charge' : `${one.destination}, ${one.payer ?? 'the wallet'}`}
        above={{ name: 'Charges', path: '/charges' }}
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the charge">
          {(charge) => (
            <>
              <About charge={charge} />
              {charge.held !== null && <Aside held={charge.held} charge={charge} />}
              <Panel title="What was charged">
                <ChargeFacts
                  charge={charge}
                  who={charge.relation === 'COST' ? 'Owed to' : 'Paid by'}
                  began={charge.held?.placed ?? charge.trace[0]?.at ?? charge.recorded}
                />
              </Panel>
            </>
          )}
        </Loaded>
      </PageSection>
    </>
  );
}
