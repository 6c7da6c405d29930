import type { Quality } from '../api/shapes';

/** What a mean opinion score means to somebody who listened (ITU-T P.800 and G.107, Annex B). */
export function heard(mos: number | null): {
  readonly colour: 'green' | 'yellow' | 'red' | 'grey';
  readonly word: string;
} {
  if (mos === null) {
    return { colour: 'grey', word: 'not measured' };
  }
  if (mos >= 4) {
    return { colour: 'green', word: 'good' };
  }
  return mos >= 3.1 ? { colour: 'yellow', word: 'fair' } : { colour: 'red', word: 'poor' };
}

/** Lost packets as a share of those expected. */
export function lossOf(quality: Quality): string {
  const expected = quality.packetsReceived + quality.packetsLost;
  return expected === 0 ? '0 %' : `${((100 * quality.packetsLost) / expected).toFixed(2)} %`;
}
