import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { LedgerMove, Money } from '../api/shapes';
import { Amount } from '../money/Amount';
import { same, sum } from '../money/money';
import { AccountName } from './AccountName';

interface Totals {
  readonly debit: Money;
  readonly credit: Money;
}

function totalsOf(moves: readonly LedgerMove[]): readonly Totals[] {
  const currencies = [...new Set(moves.map(({ amount }) => amount.currency))];
  const total = (side: LedgerMove['side'], currency: string) =>
    sum(
      moves
        .filter((move) => move.side === side && move.amount.currency === currency)
        .map(({ amount }) => amount),
      currency,
    );
  return currencies.map((currency) => ({
    debit: total('debit', currency),
    credit: total('credit', currency),
  }));
}

/** The entries of one or more transfers, debit beside credit, with both sums. */
export function LedgerMoves({ moves }: { moves: readonly LedgerMove[] }) {
  return (
    <div className="ml-wide">
      <Table aria-label="Ledger entries" variant="compact" gridBreakPoint="" className="ml-tight">
        <Thead>
          <Tr>
            <Th>Account</Th>
            <Th className="ml-right">Debit</Th>
            <Th className="ml-right">Credit</Th>
          </Tr>
        </Thead>
        <Tbody>
          {moves.map((move, index) => (
            <Tr key={`${move.account} ${index}`}>
              <Td>
                <AccountName title={move.account} currency={move.amount.currency} />
              </Td>
              <Td className="ml-right">{move.side === 'debit' && <Amount of={move.amount} />}</Td>
              <Td className="ml-right">{move.side === 'credit' && <Amount of={move.amount} />}</Td>
            </Tr>
          ))}
          {totalsOf(moves).map(({ debit, credit }) => (
            <Tr key={debit.currency} className="ml-total">
              <Td>
                {same(debit, credit)
                  ? 'Sum: debits equal credits'
                  : 'Sum: debits and credits differ'}
              </Td>
              <Td className="ml-right">
                <Amount of={debit} />
              </Td>
              <Td className="ml-right">
                <Amount of={credit} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
