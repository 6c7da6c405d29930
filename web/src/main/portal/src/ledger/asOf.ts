/** Such as “on 2026-11-01 at 00:00 (Europe/Berlin)”; what took effect then is counted. */
export function asOfInWords(asOf: string, zone: string): string {
  const [day = '', time = ''] = asOf.split('T');
  return asOf === '' ? 'now' : `on ${day} at ${time} (${zone})`;
}
