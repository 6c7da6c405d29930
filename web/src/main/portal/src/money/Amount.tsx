import type { Money } from '../api/shapes';
import { formatAmount, signOf } from './money';

/** Money, exact, with figures that line up in a column. */
export function Amount({ of, signed = false }: { of: Money | null; signed?: boolean }) {
  if (of === null) {
    return <span aria-label="none">–</span>;
  }
  const plus = signed && signOf(of) > 0 ? '+' : '';
  return (
    <span className="ml-amount">
      {plus}
      {formatAmount(of.amount)} <span className="ml-currency">{of.currency}</span>
    </span>
  );
}
