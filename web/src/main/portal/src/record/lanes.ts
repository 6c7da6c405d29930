import type { Place, Step } from '../api/shapes';

const ORDER: readonly Place[] = ['caller', 'meterline', 'callee', 'program'];

export const PLACE_NAMES: Record<Place, string> = {
  caller: 'Caller',
  meterline: 'Meterline',
  callee: 'Callee',
  program: 'Program or application',
};

/** The columns a ladder needs: caller and Meterline always, the others when a step touches them. */
export function lanesOf(ladder: readonly Step[]): readonly Place[] {
  const touched = new Set(ladder.flatMap((step) => [step.from, step.to]));
  return ORDER.filter((place) => place === 'caller' || place === 'meterline' || touched.has(place));
}

export interface Arrow {
  /** First and last grid line of the arrow, counted from 1, two grid columns to a lane. */
  readonly first: number;
  readonly last: number;
  readonly way: 'right' | 'left' | 'still';
}

/** Where a step stands on a grid of two columns per lane, whose middle line is the lane itself. */
export function arrowOf(step: Step, lanes: readonly Place[]): Arrow {
  const middle = (place: Place) => 2 * Math.max(0, lanes.indexOf(place)) + 2;
  const from = middle(step.from);
  const to = middle(step.to);
  if (from === to) {
    // As wide as there is room on both sides, so that its words fit.
    const reach = Math.min(2, from - 1, 2 * lanes.length + 1 - from);
    return { first: from - reach, last: from + reach, way: 'still' };
  }
  return from < to
    ? { first: from, last: to, way: 'right' }
    : { first: to, last: from, way: 'left' };
}
