import { Button, PageSection } from '@patternfly/react-core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { address } from '../api/http';
import { usePage } from '../api/usePage';
import type { Account } from '../api/shapes';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { Accounts } from './Accounts';
import { AsOfField, useBookZone } from './AsOfField';
import { OpenCurrency } from './OpenCurrency';
import { Periods } from './Periods';
import { SealFacts } from './SealFacts';
import { Transfers } from './Transfers';
import { wantedAmong } from './wanted';
import { WalletBalances } from './WalletBalances';

export default function LedgerPage() {
  const [parameters, setParameters] = useSearchParams();
  const [asOf, setAsOf] = useState('');
  const accounts = usePage<Account>(['ledger', 'accounts'], '/ledger/accounts', {}, 200);
  const zone = useBookZone();
  const accountId = wantedAmong(accounts.items, parameters);
  return (
    <>
      <PageHead
        title="Ledger"
        lead="Double entry, append-only: every transfer debits what it credits."
        actions={
          <>
            <Button
              component="a"
              variant="link"
              href={address('/ledger/hledger')}
              download="book.journal"
            >
              Download for hledger
            </Button>
            <OpenCurrency />
          </>
        }
      />
      <PageSection className="ml-stack">
        <Periods />
        <Panel title="Date of the balances">
          <div className="ml-asof">
            <AsOfField label="Balances as of" value={asOf} onValue={setAsOf} />
            {asOf !== '' && (
              <Button variant="link" isInline onClick={() => setAsOf('')}>
                Show them as of now
              </Button>
            )}
          </div>
          <p className="ml-quiet">
            A date and time by the clocks of {zone}: what took effect until then is counted. Empty
            for now.
          </p>
        </Panel>
        <Accounts key={`accounts ${asOf}`} asOf={asOf} />
        <WalletBalances key={`wallets ${asOf}`} asOf={asOf} />
        <Transfers
          key={accountId}
          accounts={accounts.items}
          accountId={accountId}
          onAccount={(account) =>
            setParameters((before) => {
              const next = new URLSearchParams(before);
              next.delete('code');
              next.delete('currency');
              next.delete('account');
              if (account !== '') {
                next.set('account', account);
              }
              return next;
            })
          }
        />
        <SealFacts />
      </PageSection>
    </>
  );
}
