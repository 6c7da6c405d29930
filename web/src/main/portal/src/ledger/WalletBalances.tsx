import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { WalletBalance } from '../api/ledgerShapes';
import { usePage } from '../api/usePage';
import { Amount } from '../money/Amount';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { useSearch } from '../parts/useSearch';
import { NoWallet } from '../wallets/NoWallet';
import { WalletSearch } from '../wallets/WalletSearch';
import { useBookZone } from './AsOfField';
import { asOfInWords } from './asOf';

interface Asked {
  readonly asOf: string;
  readonly wanted: string;
}

function BalanceTable({ asOf, wanted }: Asked) {
  const asked = asOf === '' ? { name: wanted } : { asOf, name: wanted };
  const pages = usePage<WalletBalance>(['balances', 'wallets'], '/ledger/wallets', asked, 25);
  return (
    <PagedList pages={pages} what="wallets" empty={<NoWallet wanted={wanted} />}>
      {(wallets) => (
        <Table
          aria-label="Wallets behind the accounts"
          variant="compact"
          gridBreakPoint=""
          className="ml-tight"
        >
          <Thead>
            <Tr>
              <Th>Wallet</Th>
              <Th className="ml-roomy">Account</Th>
              <Th className="ml-right">Balance</Th>
            </Tr>
          </Thead>
          <Tbody>
            {wallets.map(({ id, name, account, balance }) => (
              <Tr key={id}>
                <Td>
                  <Link to={`/wallets/${id}`}>{name}</Link>
                </Td>
                <Td className="ml-roomy">{account}</Td>
                <Td className="ml-right">
                  <Amount of={balance} />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </PagedList>
  );
}

/**
 * The wallets behind the control accounts, now or as of an instant. They are summed anew for whoever asks: not each
 * time that a wallet changes.
 */
export function WalletBalances({ asOf }: { asOf: string }) {
  const zone = useBookZone();
  const search = useSearch('wallet');
  return (
    <Panel title="Wallets behind the accounts" flush actions={<WalletSearch search={search} />}>
      <BalanceTable key={search.wanted} asOf={asOf} wanted={search.wanted} />
      <p className="ml-note">
        Balances {asOfInWords(asOf, zone)}. All wallets of an account add up to its balance.
      </p>
    </Panel>
  );
}
