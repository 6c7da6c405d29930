import { FormSelect, FormSelectOption } from '@patternfly/react-core';
import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import { usePage } from '../api/usePage';
import type { Account, Transfer } from '../api/shapes';
import { ToCall } from '../calls/ToCall';
import { Cell } from '../parts/Cell';
import { ExpandableRow } from '../parts/ExpandableRow';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { LedgerMoves } from './LedgerMoves';

interface Props {
  readonly accounts: readonly Account[];
  readonly accountId: string;
  readonly onAccount: (id: string) => void;
}

function AccountFilter({ accounts, accountId, onAccount }: Props) {
  return (
    <FormSelect
      aria-label="Transfers of account"
      value={accountId}
      onChange={(_event, id) => onAccount(id)}
    >
      <FormSelectOption value="" label="All accounts" />
      {accounts.map(({ id, code, name, currency }) => (
        <FormSelectOption key={id} value={id} label={`${code} ${name}, ${currency}`} />
      ))}
    </FormSelect>
  );
}

function TransferRow({ transfer, row }: { transfer: Transfer; row: number }) {
  return (
    <ExpandableRow
      kind="transfer"
      row={row}
      more={
        <>
          <LedgerMoves moves={transfer.moves} />
          {transfer.callId !== null && (
            <p className="ml-note">
              <ToCall id={transfer.callId} words="The call that it is about" />
            </p>
          )}
        </>
      }
    >
      <Cell name="When">
        <Instant at={transfer.at} />
      </Cell>
      <Cell name="Posting date">{transfer.postingDate}</Cell>
      <Cell name="Kind">{transfer.kind}</Cell>
      <Cell name="Text">
        <Link to={`/ledger/transfers/${transfer.id}`}>{transfer.text ?? transfer.kind}</Link>
      </Cell>
    </ExpandableRow>
  );
}

export function Transfers(props: Props) {
  const pages = usePage<Transfer>(
    ['ledger', 'transfers'],
    '/ledger/transfers',
    { account: props.accountId },
    25,
  );
  return (
    <Panel title="Transfers" flush actions={<AccountFilter {...props} />}>
      <PagedList
        pages={pages}
        what="transfers"
        empty={<Nothing title="There is no transfer">Top up a wallet or place a call.</Nothing>}
      >
        {(transfers) => (
          <Table aria-label="Transfers" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th screenReaderText="Entries" />
                <Th>When</Th>
                <Th>Posting date</Th>
                <Th>Kind</Th>
                <Th>Text</Th>
              </Tr>
            </Thead>
            {transfers.map((transfer, row) => (
              <TransferRow key={transfer.id} transfer={transfer} row={row} />
            ))}
          </Table>
        )}
      </PagedList>
    </Panel>
  );
}
