import { dayOf } from '../time/days';

/** Months as the ledger writes them: 2026-11. */
export function monthOf(day: Date | string): string {
  return (typeof day === 'string' ? day : dayOf(day)).slice(0, 7);
}

/** The month that many after this one; a negative number goes back. */
export function monthAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const months = year * 12 + (number - 1) + count;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}
