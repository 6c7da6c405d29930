/** A random UUID; `crypto.randomUUID` is absent on plain-HTTP pages that are not on localhost. */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/**
 * The id of a draft that a form sends: the same body has the same one, however often it is sent, so that a double click
 * or a retry after a lost answer drafts once. Another body is another draft. What moves money uses `usePosting`.
 */
export class OnceKey {
  private key: string | null = null;
  private body: string | null = null;

  private readonly mint: () => string;

  constructor(mint: () => string) {
    this.mint = mint;
  }

  for(body: unknown): string {
    const text = JSON.stringify(body);
    if (this.key === null || this.body !== text) {
      this.key = this.mint();
      this.body = text;
    }
    return this.key;
  }
}
