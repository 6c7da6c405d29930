/** An id that sorts by time (RFC 9562, section 5.7): who asks for a posting mints it, so that asking twice posts once. */
export function uuid7(
  now: number = Date.now(),
  random: Uint8Array = crypto.getRandomValues(new Uint8Array(10)),
): string {
  const time = now.toString(16).padStart(12, '0').slice(-12);
  const bytes = Array.from(random);
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70;
  bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80;
  const rest = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    time.slice(0, 8),
    time.slice(8),
    rest.slice(0, 4),
    rest.slice(4, 8),
    rest.slice(8, 20),
  ].join('-');
}
