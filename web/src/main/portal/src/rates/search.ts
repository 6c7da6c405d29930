/** What stands where no rate fits: only of a number is it known that calls there are refused. */
export function absence(wanted: string): { readonly title: string; readonly why: string } {
  const title = `No rate fits “${wanted}”`;
  return /^\d+$/.test(wanted.replace(/^00/, '').replace(/[\s()+/.-]/g, ''))
    ? { title, why: 'Calls there are refused, as they have no price.' }
    : { title, why: 'The deck may call the place otherwise: search for its number or prefix.' };
}
