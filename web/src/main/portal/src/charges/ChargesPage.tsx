import { PageSection } from '@patternfly/react-core';
import { useDeferredValue, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMe } from '../app/session';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { ChargeTable } from './ChargeTable';
import { Filters } from './Filters';
import { EVERYTHING, queryOf } from './wanted';

/** What calls were charged in this book; each leads to how it came about and to its entries. */
export default function ChargesPage() {
  const [parameters] = useSearchParams();
  const call = parameters.get('call') ?? '';
  return <Charges key={call} call={call} />;
}

function Charges({ call }: { call: string }) {
  const { tenant } = useMe();
  const [wanted, setWanted] = useState({ ...EVERYTHING, call });
  const asked = queryOf(useDeferredValue(wanted));
  return (
    <>
      <PageHead
        title="Charges"
        lead={
          tenant.operator
            ? 'What tenants paid you for calls, and what you owe carriers for them.'
            : 'What was paid for calls. What you paid the operator for one is on its page.'
        }
      />
      <PageSection className="ml-stack">
        <Panel title="Which ones">
          <Filters wanted={wanted} onWanted={setWanted} />
        </Panel>
        <Panel title="Charges" flush>
          <ChargeTable key={JSON.stringify(asked)} asked={asked} />
        </Panel>
      </PageSection>
    </>
  );
}
