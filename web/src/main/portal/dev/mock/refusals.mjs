// What refused a call, by the status that its caller was told.
const CODES = { 402: 'wallet-too-low', 404: 'no-such-destination' };

export function refusalOf(sipStatus, reason) {
  const code = CODES[sipStatus];
  return code === undefined ? null : { code, reason, retry: false };
}
