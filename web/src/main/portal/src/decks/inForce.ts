import type { Deck } from '../api/shapes';
import { inZone } from '../time/inZone';

/** What a deck that is not said to begin later needs until every node knows of it. */
const AT_ONCE_MILLIS = 30_000;

type Version = Pick<Deck, 'state' | 'validFrom' | 'validUntil' | 'timeZone' | 'approved'>;

/** From when on a draft is in force that is approved now without another date; null: at once. */
function begins(draft: Version, now: number): string | null {
  return Date.parse(draft.validFrom) > now + AT_ONCE_MILLIS
    ? `from ${inZone(draft.validFrom, draft.timeZone)} on`
    : null;
}

const AT_ONCE = 'half a minute after it is approved';

/** When a draft comes into force that is approved now without another date. */
export function onApproval(draft: Version, now: number): string {
  return begins(draft, now) ?? AT_ONCE;
}

/** From when on calls are priced by it, or would be. */
export function inForce(deck: Version, now: number): string {
  switch (deck.state) {
    case 'DRAFT': {
      const from = begins(deck, now);
      return from === null ? AT_ONCE : `${from}, once it is approved`;
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
