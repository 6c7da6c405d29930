import type { TaxRate } from '../api/taxShapes';

export type Standing = 'To come' | 'In force' | 'Past' | 'Taken back';

/** What a rate is to that day. */
export function standingOf(rate: TaxRate, today: string): Standing {
  if (rate.until === rate.from) {
    return 'Taken back';
  }
  if (rate.until !== null && rate.until <= today) {
    return 'Past';
  }
  return rate.from > today ? 'To come' : 'In force';
}
