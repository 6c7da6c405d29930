import type { Quality, ReportedQuality } from '../api/shapes';

export const NOT_MEASURED = 'not measured';

/** What a mean opinion score means to somebody who listened (ITU-T P.800 and G.107, Annex B). */
export function heard(mos: number | null): {
  readonly colour: 'green' | 'yellow' | 'red' | 'grey';
  readonly word: string;
} {
  // The scale begins at 1; less is the absence of a measurement.
  if (mos === null || mos < 1) {
    return { colour: 'grey', word: NOT_MEASURED };
  }
  if (mos >= 4) {
    return { colour: 'green', word: 'good' };
  }
  return mos >= 3.1 ? { colour: 'yellow', word: 'fair' } : { colour: 'red', word: 'poor' };
}

/** Lost packets as a share of those expected. */
export function lossOf(quality: Quality): string {
  return share(quality.packetsLost, quality.packetsReceived + quality.packetsLost);
}

/** The same of what the far end was sent, as it says. */
export function reportedLossOf(quality: Quality, reported: ReportedQuality): string {
  return share(reported.packetsLost, quality.packetsSent);
}

function share(lost: number, of: number): string {
  return of === 0 ? '0 %' : `${((100 * lost) / of).toFixed(2)} %`;
}
