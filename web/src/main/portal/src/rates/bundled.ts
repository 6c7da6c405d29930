import type { QuotedBundle } from '../api/shapes';

/** `50 s: Berlin 20 s, Germany 30 s`; of one bundle alone its name says whose they are. */
export function bundledInWords(bundles: readonly QuotedBundle[]): string {
  const parts = bundles.map(({ name, seconds }) => `${name} ${String(seconds)} s`).join(', ');
  const all = bundles.reduce((sum, { seconds }) => sum + seconds, 0);
  return bundles.length === 1 ? parts : `${String(all)} s: ${parts}`;
}
