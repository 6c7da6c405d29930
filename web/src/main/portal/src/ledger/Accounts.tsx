import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { Account } from '../api/shapes';
import { usePage } from '../api/usePage';
import { Amount } from '../money/Amount';
import { signOf } from '../money/money';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { useBookZone } from './AsOfField';
import { asOfInWords } from './asOf';
import { totalsOf } from './totals';

const KINDS: Record<Account['kind'], string> = {
  ASSET: 'Asset',
  LIABILITY: 'Liability',
  EQUITY: 'Equity',
  INCOME: 'Income',
  EXPENSE: 'Expense',
};

function Totals({ accounts }: { accounts: readonly Account[] }) {
  return totalsOf(accounts).map((total) => (
    <Tr key={total.currency} className="ml-total">
      <Td className="ml-roomy" />
      <Td colSpan={2}>
        Total{' '}
        <Label isCompact color={signOf(total) === 0 ? 'green' : 'red'}>
          {signOf(total) === 0 ? 'The books balance' : 'The books do not balance'}
        </Label>
      </Td>
      <Td className="ml-right">
        <Amount of={total} />
      </Td>
    </Tr>
  ));
}

/** The chart with its balances, now or as of an instant. */
export function Accounts({ asOf }: { asOf: string }) {
  const zone = useBookZone();
  // Now is asked for as everybody else does, so that one answer does for all.
  const asked = asOf === '' ? {} : { asOf };
  const pages = usePage<Account>(['ledger', 'accounts'], '/ledger/accounts', asked, 200);
  const whole = pages.onOlder === undefined && pages.onNewer === undefined;
  return (
    <Panel title="Chart of accounts" flush>
      <PagedList pages={pages} what="accounts" empty={<Nothing title="The book has no account" />}>
        {(accounts) => (
          <Table
            aria-label="Chart of accounts"
            variant="compact"
            gridBreakPoint=""
            className="ml-tight"
          >
            <Thead>
              <Tr>
                <Th>Code</Th>
                <Th>Name</Th>
                <Th className="ml-roomy">Kind</Th>
                <Th className="ml-right">Balance</Th>
              </Tr>
            </Thead>
            <Tbody>
              {accounts.map((account) => (
                <Tr key={account.id}>
                  <Td>
                    <span className="ml-figure">{account.code}</span>
                  </Td>
                  <Td>
                    <Link to={`/ledger?account=${account.id}`}>{account.name}</Link>
                  </Td>
                  <Td className="ml-roomy">{KINDS[account.kind]}</Td>
                  <Td className="ml-right">
                    {account.error === null ? (
                      <Amount of={account.balance} />
                    ) : (
                      <Label isCompact color="red">
                        Overflow: see the trial balance
                      </Label>
                    )}
                  </Td>
                </Tr>
              ))}
              {whole && <Totals accounts={accounts} />}
            </Tbody>
          </Table>
        )}
      </PagedList>
      <p className="ml-note">
        Balances {asOfInWords(asOf, zone)}: debits less credits; what is owed shows a minus.
      </p>
    </Panel>
  );
}
