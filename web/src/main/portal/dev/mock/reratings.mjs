// Re-ratings of the mock: one that was posted, one that waits for whoever looks, and those that are prepared there.
import { one, page, problem } from './answers.mjs';
import { ago, id } from './books.mjs';
import { decks } from './decks.mjs';

const version = (wanted) => {
  const found = decks.find((each) => each.id === wanted);
  return { id: wanted, name: found?.name ?? 'Standard', version: found?.version ?? 0 };
};

const DESTINATIONS = [
  {
    destination: 'Germany, mobile',
    legs: 112,
    before: '84.60000000',
    after: '42.30000000',
    difference: '-42.30000000',
  },
  {
    destination: 'France',
    legs: 16,
    before: '6.10000000',
    after: '7.32000000',
    difference: '1.22000000',
  },
];

const SUMS = {
  legs: 128,
  before: '90.70000000',
  after: '49.62000000',
  difference: '-41.08000000',
  unratedLegs: 1,
  unrated: [{ leg: id('3f00'), reason: 'The rate deck has no price for +8816123456.' }],
};

const rating = (key, body, mine) => ({
  id: key,
  state: 'PREPARED',
  reason: body.reason,
  wrongDecks: body.wrongDecks.map(version),
  correctedDeck: version(body.correctedDeck),
  since: body.since,
  until: body.until,
  currency: 'EUR',
  preparedBy: mine ? 'me' : 'somebody',
  mine,
  prepared: new Date().toISOString(),
  dryRun: { ...SUMS, owingWallets: 1, destinations: DESTINATIONS },
  decidedBy: null,
  decided: null,
  rejection: null,
  posted: null,
});

function decide(rating, approved, reason) {
  const now = new Date().toISOString();
  rating.state = approved ? 'POSTED' : 'REJECTED';
  rating.decidedBy = 'me';
  rating.decided = now;
  rating.rejection = approved ? null : reason;
  rating.posted = approved ? { ...SUMS, ended: now, owed: '0.40000000' } : null;
  return rating;
}

const asked = (reason, since, until) => ({
  reason,
  wrongDecks: [decks[2].id],
  correctedDeck: decks[1].id,
  since: ago(since),
  until: ago(until),
});

export const reRatings = [
  rating(id('3d02'), asked('Mobile prices were doubled', 5_184_000, 2_592_000), false),
  decide(rating(id('3d02'), asked('France was too cheap', 7_776_000, 5_184_000), true), true),
];

export function readReRatings([, wanted], query) {
  return wanted ? one(reRatings, wanted) : page(reRatings, query);
}

export function changeReRatings([, wanted, act], body) {
  const known = reRatings.find((each) => each.id === wanted);
  if (act === 'approval' && known.mine) {
    const detail = 'Somebody else than who prepared it has to approve it.';
    return problem(409, 'second-person-needed', 'Not alone', detail);
  }
  if (act !== undefined) {
    return [200, decide(known, act === 'approval', body.reason)];
  }
  if (Date.parse(body.until) > Date.now()) {
    return problem(422, 'invalid', 'Not valid', 'The request is not valid.', {
      violations: [{ field: 'until', message: 'must not be in the future' }],
    });
  }
  if (known === undefined) {
    reRatings.unshift(rating(wanted, body, true));
  }
  return [200, known ?? reRatings[0]];
}
