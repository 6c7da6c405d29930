import type { Money } from '../api/shapes';
import { figureOf, signOf } from './money';

/** Money, exact, with figures that line up in a column. */
export function Amount({ of, signed = false }: { of: Money | null; signed?: boolean }) {
  if (of === null) {
    return <span aria-label="none">–</span>;
  }
  const [figure, unit] = figureOf(of);
  const plus = signed && signOf(of) > 0 ? '+' : '';
  return (
    <span className="ml-amount">
      {plus}
      {figure} <span className="ml-currency">{unit}</span>
    </span>
  );
}
