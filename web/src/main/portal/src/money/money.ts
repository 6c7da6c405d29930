import type { Money } from '../api/shapes';

/** Amounts are decimal strings; sums are done in whole units of 10^-12 with BigInt, never through floating point. */
const SCALE = 12;
const SHOWN_AT_LEAST = 2;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/** The amount in units of 10^-12. Decimals beyond that are refused, as no currency of ours has them. */
export function unitsOf(amount: string): bigint {
  const parts = DECIMAL.exec(amount.trim());
  if (parts === null) {
    throw new RangeError(`not a decimal: ${amount}`);
  }
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > SCALE) {
    throw new RangeError(`more than ${SCALE} decimals: ${amount}`);
  }
  const units = BigInt((parts[2] ?? '0') + fraction.padEnd(SCALE, '0'));
  return parts[1] === '-' ? -units : units;
}

/** The decimal string, without zeros at its end. */
export function amountOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const whole = digits.slice(0, -SCALE);
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Grouped by thousands, at least two decimals if not less is asked for, with a true minus sign. */
export function formatAmount(amount: string, least = SHOWN_AT_LEAST): string {
  const plain = amountOf(unitsOf(amount));
  const negative = plain.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? plain.slice(1) : plain).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const decimals = fraction.padEnd(least, '0');
  return `${negative ? '\u2212' : ''}${grouped}${decimals === '' ? '' : `.${decimals}`}`;
}

/** The figure and its unit: a currency, or the seconds of a bundle. */
export function figureOf(money: Money): readonly [figure: string, unit: string] {
  return money.currency === 'SEC'
    ? [formatAmount(money.amount, 0), 's']
    : [formatAmount(money.amount), money.currency];
}

/** As somebody would type it: 4.5, not 4.50000000. */
export function plainOf(money: Money): string {
  return amountOf(unitsOf(money.amount));
}

export function formatMoney(money: Money): string {
  return figureOf(money).join('\u00a0');
}

export function sum(amounts: readonly Money[], currency: string): Money {
  const units = amounts.reduce((total, each) => {
    if (each.currency !== currency) {
      throw new RangeError(`cannot add ${each.currency} to ${currency}`);
    }
    return total + unitsOf(each.amount);
  }, 0n);
  return { amount: amountOf(units), currency };
}

export function negated(money: Money): Money {
  return { amount: amountOf(-unitsOf(money.amount)), currency: money.currency };
}

export function signOf(money: Money): -1 | 0 | 1 {
  const units = unitsOf(money.amount);
  return units === 0n ? 0 : units < 0n ? -1 : 1;
}

export function same(a: Money, b: Money): boolean {
  return a.currency === b.currency && unitsOf(a.amount) === unitsOf(b.amount);
}

export function less(from: Money, ...amounts: readonly Money[]): Money {
  return sum([from, ...amounts.map(negated)], from.currency);
}

/** Zero, or an amount with its sign, as somebody typed it, or why it will not do. */
export function enteredSigned(
  text: string,
  like: Money,
): { amount: string } | { complaint: string } {
  const plain = text.trim().replace(/^[\u2212-]\s*/, '-');
  const negative = plain.startsWith('-');
  const rest = negative ? plain.slice(1) : plain;
  if (/^0+(?:[.,]0*)?$/.test(rest)) {
    return { amount: '0' };
  }
  const read = entered(rest, like);
  return 'amount' in read && negative ? { amount: `-${read.amount}` } : read;
}

/**
 * What somebody typed as an amount, or why it will not do. A comma may stand for the point.
 *
 * @param like an amount of the same currency as the server writes it: with all the decimals that it has
 */
export function entered(text: string, like: Money): { amount: string } | { complaint: string } {
  const plain = text.trim().replace(/^(\d+),(\d{1,2})$/, '$1.$2');
  if (plain === '') {
    return { complaint: 'Enter an amount.' };
  }
  const parts = /^\d{1,18}(?:\.(\d+))?$/.exec(plain);
  if (parts === null) {
    return { complaint: 'Enter digits with a decimal point, such as 25.00.' };
  }
  const decimals = like.amount.split('.')[1]?.length ?? 0;
  if ((parts[1] ?? '').replace(/0+$/, '').length > decimals) {
    return { complaint: `Enter at most ${decimals} decimals.` };
  }
  const units = unitsOf(plain);
  return units === 0n ? { complaint: 'Enter more than zero.' } : { amount: amountOf(units) };
}
