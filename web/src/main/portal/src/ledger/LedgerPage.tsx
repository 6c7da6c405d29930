import { PageSection } from '@patternfly/react-core';
import { useSearchParams } from 'react-router';
import { usePage } from '../api/usePage';
import type { Account } from '../api/shapes';
import { PageHead } from '../parts/PageHead';
import { Accounts } from './Accounts';
import { Transfers } from './Transfers';

export default function LedgerPage() {
  const [parameters, setParameters] = useSearchParams();
  const accounts = usePage<Account>(['ledger', 'accounts'], '/ledger/accounts', {}, 200);
  const accountId = parameters.get('account') ?? '';
  return (
    <>
      <PageHead
        title="Ledger"
        lead="Double entry, append-only: every transfer debits what it credits."
      />
      <PageSection className="ml-stack">
        <Accounts pages={accounts} />
        <Transfers
          key={accountId}
          accounts={accounts.items}
          accountId={accountId}
          onAccount={(account) => setParameters(account === '' ? {} : { account })}
        />
      </PageSection>
    </>
  );
}
