import type { SponsorOffer } from '../api/shapes';
import { formatMoney } from '../money/money';

/** "0.12 EUR a minute, by 1 s, at most 2.00 EUR a call". */
export function offerInWords(offer: SponsorOffer): string {
  const parts: string[] = [];
  if (offer.perCall) {
    parts.push(`${formatMoney(offer.perCall)} a call`);
  }
  if (offer.perMinute) {
    parts.push(`${formatMoney(offer.perMinute)} a minute`);
    parts.push(
      offer.initialSeconds === offer.incrementSeconds
        ? `by ${offer.incrementSeconds} s`
        : `at least ${offer.initialSeconds} s, then by ${offer.incrementSeconds} s`,
    );
  }
  if (offer.atMost) {
    parts.push(`at most ${formatMoney(offer.atMost)} a call`);
  }
  return parts.join(', ');
}
