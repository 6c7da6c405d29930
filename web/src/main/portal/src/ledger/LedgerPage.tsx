import { PageSection } from '@patternfly/react-core';
import { useSearchParams } from 'react-router';
import { usePage } from '../api/usePage';
import type { Account } from '../api/shapes';
import { PageHead } from '../parts/PageHead';
import { Accounts } from './Accounts';
import { OpenCurrency } from './OpenCurrency';
import { Periods } from './Periods';
import { SealFacts } from './SealFacts';
import { Transfers } from './Transfers';

export default function LedgerPage() {
  const [parameters, setParameters] = useSearchParams();
  const accounts = usePage<Account>(['ledger', 'accounts'], '/ledger/accounts', {}, 200);
  const code = parameters.get('code');
  const accountId =
    parameters.get('account') ?? accounts.items.find((each) => each.code === code)?.id ?? '';
  return (
    <>
      <PageHead
        title="Ledger"
        lead="Double entry, append-only: every transfer debits what it credits."
        actions={<OpenCurrency />}
      />
      <PageSection className="ml-stack">
        <Periods />
        <Accounts pages={accounts} />
        <Transfers
          key={accountId}
          accounts={accounts.items}
          accountId={accountId}
          onAccount={(account) => setParameters(account === '' ? {} : { account })}
        />
        <SealFacts />
      </PageSection>
    </>
  );
}
