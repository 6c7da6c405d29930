import type { TaxRate } from '../api/taxShapes';

/** "0.19" as "19 %"; by its digits, as no number of a computer is 0.19. */
export function percentOf(rate: string): string {
  const [whole = '0', fraction = ''] = rate.split('.');
  return `${moved(whole + fraction.padEnd(2, '0').slice(0, 2), fraction.slice(2))}\u00a0%`;
}

/** "19 %, DE, standard". */
export function rateInWords({ rate, country, taxClass }: TaxRate): string {
  return `${percentOf(rate)}, ${country}, ${taxClass}`;
}

/** "19" or "5,5" as "0.19" or "0.055", or why it will not do. */
export function fractionOf(typed: string): { rate: string } | { complaint: string } {
  const found = /^(\d{1,3})(?:[.,](\d{1,4}))?$/.exec(typed.replace('%', '').trim());
  if (found === null) {
    return { complaint: 'Enter a number such as 19 or 5.5.' };
  }
  const [, whole = '', fraction = ''] = found;
  const digits = whole.padStart(3, '0');
  const rate = moved(digits.slice(0, -2), digits.slice(-2) + fraction);
  return Number(whole) > 100 || (Number(whole) === 100 && Number(fraction) > 0)
    ? { complaint: 'A tax is at most 100 %.' }
    : { rate };
}

function moved(whole: string, fraction: string): string {
  const left = whole.replace(/^0+(?=\d)/, '');
  const right = fraction.replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}
