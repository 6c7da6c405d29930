import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link, Navigate } from 'react-router';
import { usePage } from '../api/usePage';
import type { Wallet } from '../api/shapes';
import { useMe } from '../app/session';
import { Amount } from '../money/Amount';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';

function WalletRow({ wallet }: { wallet: Wallet }) {
  return (
    <Tr>
      <Td dataLabel="Wallet">
        <Link to={`/wallets/${wallet.id}`}>{wallet.name}</Link>{' '}
        {wallet.frozen && (
          <Label isCompact color="red">
            Frozen
          </Label>
        )}
      </Td>
      <Td dataLabel="Payer">{wallet.payer?.name ?? 'none'}</Td>
      <Td dataLabel="Balance" className="ml-right">
        <Amount of={wallet.balance} />
      </Td>
      <Td dataLabel="Held" className="ml-right">
        <Amount of={wallet.held} />
      </Td>
      <Td dataLabel="Available" className="ml-right">
        <Amount of={wallet.available} />
      </Td>
      <Td dataLabel="Open holds" className="ml-right">
        <span className="ml-figure">{wallet.holds.length}</span>
      </Td>
    </Tr>
  );
}

function AllWallets() {
  const pages = usePage<Wallet>(['wallets'], '/wallets');
  return (
    <>
      <PageHead
        title="Wallets"
        lead="Prepaid money of your payers: what is there, what calls hold, what is left to spend."
      />
      <Section title="All wallets" flush>
        <PagedList pages={pages} what="wallets" empty={<Nothing title="There is no wallet" />}>
          {(wallets) => (
            <Table aria-label="Wallets" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>Wallet</Th>
                  <Th>Payer</Th>
                  <Th className="ml-right">Balance</Th>
                  <Th className="ml-right">Held</Th>
                  <Th className="ml-right">Available</Th>
                  <Th className="ml-right">Open holds</Th>
                </Tr>
              </Thead>
              <Tbody>
                {wallets.map((wallet) => (
                  <WalletRow key={wallet.id} wallet={wallet} />
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
    </>
  );
}

/** All wallets; a payer with one goes straight to it. */
export default function WalletsPage() {
  const { role, walletIds } = useMe();
  const [only] = walletIds;
  return role === 'PAYER' && walletIds.length === 1 && only !== undefined ? (
    <Navigate to={`/wallets/${only}`} replace />
  ) : (
    <AllWallets />
  );
}
