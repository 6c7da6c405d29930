import type { Deck } from '../api/shapes';

/** What a deck that is not said to begin later needs until every node knows of it. */
const AT_ONCE_MILLIS = 30_000;

type Version = Pick<Deck, 'state' | 'validFrom' | 'validUntil' | 'timeZone' | 'approved'>;

/** The zone if browsers know it; else, as for the `Z` of Java, UTC. */
function known(zone: string): string {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

/** An instant by the clocks of the deck's zone. */
export function inZone(at: string, deckZone: string): string {
  const zone = known(deckZone);
  const date = new Date(at);
  const shown = new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: date.getTime() % 60_000 === 0 ? undefined : '2-digit',
    timeZone: zone,
  }).format(date);
  return `${shown} (${zone})`;
}

/** When a draft comes into force that is approved now without another date. */
export function onApproval({ validFrom, timeZone }: Version, now: number): string {
  return Date.parse(validFrom) > now + AT_ONCE_MILLIS
    ? `from ${inZone(validFrom, timeZone)} on`
    : 'half a minute after it is approved';
}

/** From when on calls are priced by it, or would be. */
export function inForce(deck: Version, now: number): string {
  switch (deck.state) {
    case 'DRAFT': {
      const when = onApproval(deck, now);
      return when.startsWith('from') ? `${when}, once it is approved` : when;
    }
    case 'WITHDRAWN':
      return deck.approved === null ? 'never: it was dropped' : 'no more: it was taken back';
    case 'APPROVED': {
      const from = `from ${inZone(deck.validFrom, deck.timeZone)} on`;
      return deck.validUntil === null
        ? from
        : `${from}, until ${inZone(deck.validUntil, deck.timeZone)}`;
    }
  }
}
