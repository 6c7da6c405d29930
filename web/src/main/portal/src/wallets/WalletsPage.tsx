import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link, Navigate } from 'react-router';
import { usePage } from '../api/usePage';
import type { Wallet } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { useSearch } from '../parts/useSearch';
import { NoWallet } from './NoWallet';
import { OpenMoney } from './OpenMoney';
import { OpenWallet } from './OpenWallet';
import { WalletSearch } from './WalletSearch';

function WalletRow({ wallet }: { wallet: Wallet }) {
  const carrier = wallet.payer?.kind === 'CARRIER';
  return (
    <Tr>
      <Cell name="Wallet">
        <Link to={`/wallets/${wallet.id}`}>{wallet.name}</Link>{' '}
        {wallet.frozen && (
          <Label isCompact color="red">
            Frozen
          </Label>
        )}
      </Cell>
      <Cell name="Payer">{wallet.payer?.name ?? 'none'}</Cell>
      <Cell name="Balance" right>
        {carrier && 'owed '}
        <Amount of={wallet.balance} />
      </Cell>
      <Cell name="Held" right>
        <Amount of={wallet.held} />
      </Cell>
      <Cell name="Available" right>
        <Amount of={carrier ? null : wallet.available} />
      </Cell>
      <Cell name="Open holds" right>
        <span className="ml-figure">{wallet.holds.length}</span>
      </Cell>
    </Tr>
  );
}

function WalletTable({ wanted }: { wanted: string }) {
  const pages = usePage<Wallet>(['wallets'], '/wallets', { name: wanted });
  return (
    <PagedList pages={pages} what="wallets" empty={<NoWallet wanted={wanted} />}>
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
  );
}

function AllWallets() {
  const { role, tenant } = useMe();
  const [opening, setOpening] = useState(false);
  const search = useSearch('name');
  return (
    <>
      <PageHead
        title="Wallets"
        lead={
          tenant.operator
            ? 'Prepaid money of your tenants, and what carriers are owed.'
            : 'Prepaid money of your payers: what is there, what calls hold, what is left to spend.'
        }
        actions={
          may(role, 'topUp') && <Button onClick={() => setOpening(true)}>Open a wallet</Button>
        }
      />
      <Section title="All wallets" flush actions={<WalletSearch search={search} />}>
        <WalletTable key={search.wanted} wanted={search.wanted} />
      </Section>
      {opening &&
        (tenant.operator ? (
          <OpenWallet onClose={() => setOpening(false)} />
        ) : (
          <OpenMoney onClose={() => setOpening(false)} />
        ))}
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
