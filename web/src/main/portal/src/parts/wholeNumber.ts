export const NO_WHOLE_NUMBER = 'Must be a whole number.';

/** A whole number of up to six digits; undefined for none, null for one that cannot be read. */
export function wholeNumberIn(text: string): number | undefined | null {
  const plain = text.trim();
  return plain === '' ? undefined : /^\d{1,6}$/.test(plain) ? Number(plain) : null;
}
