import type { BoughtCall, CallRecord, Money } from '../api/shapes';
import { negated } from '../money/money';

/** What was charged and what was given back, which is less than nothing, as they came. */
export function boughtLines({
  bought,
  boughtRefunds = [],
}: Pick<CallRecord, 'bought' | 'boughtRefunds'>): readonly BoughtCall[] {
  const back = boughtRefunds.map((refund) => ({
    ...refund,
    text: `Given back: ${refund.text}`,
    amount: negated(refund.amount),
  }));
  // a charge belongs to its call's end: what was charged anew follows what it stands for
  return [...bought, ...back].sort((a, b) => a.at.localeCompare(b.at));
}

/** Where nothing was given back, one sum says it all. */
export function boughtSums({
  boughtCharged,
  boughtRefunded,
  boughtFor,
}: Pick<CallRecord, 'boughtCharged' | 'boughtRefunded' | 'boughtFor'>): readonly (readonly [
  name: string,
  sum: Money | null,
])[] {
  return boughtCharged && boughtRefunded
    ? [
        ['Charged', boughtCharged],
        ['Given back', negated(boughtRefunded)],
        ['Left', boughtFor],
      ]
    : [['In all', boughtFor]];
}
