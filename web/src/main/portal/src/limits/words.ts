import type { Limit, LimitUse } from '../api/limitShapes';
import { formatMoney, unitsOf } from '../money/money';

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' });

/** A group of destinations: `LV`, `LV-premium`, `satellite`, `international`. */
export function destinationInWords(group: string): string {
  const [, country, premium] = /^([A-Z]{2})(-premium)?$/.exec(group) ?? [];
  if (country === undefined) {
    return group === 'satellite' ? 'Satellites' : group === 'international' ? 'No country' : group;
  }
  const name = COUNTRIES.of(country) ?? country;
  return premium === undefined ? name : `${name}, premium rate`;
}

/** The group that somebody typed, in any case; null for none. */
export function destinationIn(text: string): string | null {
  const [, country, premium = ''] = /^([a-z]{2})(-premium)?$/i.exec(text.trim()) ?? [];
  if (country === undefined) {
    const word = text.trim().toLowerCase();
    return word === 'satellite' || word === 'international' ? word : null;
  }
  const code = country.toUpperCase();
  // What has no name is no country.
  return COUNTRIES.of(code) === code ? null : code + premium.toLowerCase();
}

function whose(user: string): string {
  return user === '' ? 'All together' : user === '*' ? 'Each user' : user;
}

function whereTo(group: string): string {
  return group === '' ? 'anywhere' : group === '*' ? 'each destination' : destinationInWords(group);
}

/** Such as "Each user to Latvia". */
export function limitInWords({ user, destination }: Pick<Limit, 'user' | 'destination'>): string {
  return `${whose(user)} to ${whereTo(destination)}`;
}

/** Such as "20 calls an hour, 2 calls at once". */
export function mostInWords({ calls, callsAtOnce, money }: Limit): string {
  const counted = (count: number | null, what: string) =>
    count === null ? [] : [`${count} ${count === 1 ? 'call' : 'calls'} ${what}`];
  return [
    ...counted(calls, 'an hour'),
    ...counted(callsAtOnce, 'at once'),
    ...(money === null ? [] : [`${formatMoney(money)} an hour`]),
  ].join(', ');
}

export interface Gauge {
  readonly what: string;
  readonly used: string;
  readonly most: string;
  /** In per cent, 100 at most. */
  readonly full: number;
}

function full(used: bigint, most: bigint): number {
  return most === 0n || used >= most ? 100 : Number((used * 100n) / most);
}

/** What was used of each part of a limit. */
export function gaugesOf(limit: Limit, use: LimitUse | undefined): readonly Gauge[] {
  const gauges: Gauge[] = [];
  const count = (what: string, used: number, most: number | null) => {
    if (most !== null) {
      const fullness = full(BigInt(used), BigInt(most));
      gauges.push({ what, used: String(used), most: String(most), full: fullness });
    }
  };
  count('calls in this hour', use?.calls ?? 0, limit.calls);
  count('calls at once', use?.callsNow ?? 0, limit.callsAtOnce);
  if (limit.money !== null) {
    const used = use?.money ?? { amount: '0', currency: limit.money.currency };
    gauges.push({
      what: 'in this hour',
      used: formatMoney(used),
      most: formatMoney(limit.money),
      full: full(unitsOf(used.amount), unitsOf(limit.money.amount)),
    });
  }
  return gauges;
}
