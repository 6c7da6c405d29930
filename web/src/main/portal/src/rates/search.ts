import type { Rate } from '../api/shapes';

/**
 * The rates that have to do with what was typed: the number's own rate and shorter ones (their prefix begins it),
 * longer ones (it begins theirs), or destinations with that word in their name.
 */
export function matching(rates: readonly Rate[], typed: string): readonly Rate[] {
  const text = typed.trim().toLowerCase();
  if (text === '') {
    return rates;
  }
  const digits = text.replace(/^00/, '').replace(/[\s()+/-]/g, '');
  if (/^\d+$/.test(digits)) {
    return rates.filter(({ prefix }) => prefix.startsWith(digits) || digits.startsWith(prefix));
  }
  return rates.filter(
    ({ prefix, destination }) => destination.toLowerCase().includes(text) || prefix.includes(text),
  );
}
