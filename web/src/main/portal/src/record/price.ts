import type { Price } from '../api/shapes';
import { formatMoney, signOf } from '../money/money';

/** "0.012 EUR a minute, connect fee 0.05 EUR, at least 60 s, then by 1 s". */
export function priceInWords(price: Price): string {
  const parts = [`${formatMoney(price.perMinute)} a minute`];
  if (signOf(price.connectFee) !== 0) {
    parts.push(`connect fee ${formatMoney(price.connectFee)}`);
  }
  parts.push(incrementsInWords(price));
  return parts.join(', ');
}

export function incrementsInWords({ initialSeconds, incrementSeconds }: Price): string {
  return initialSeconds === incrementSeconds
    ? `by ${incrementSeconds} s`
    : `at least ${initialSeconds} s, then by ${incrementSeconds} s`;
}
