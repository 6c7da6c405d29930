// Limits of the mock: of the operator and the tenant, one of them reached, and a country that nobody has approved yet.
import { ago, id } from './books.mjs';
import { calls } from './calls.mjs';

const eur = (amount) => ({ amount, currency: 'EUR' });
const limit = (ceiling, user, destination, most, used = []) => ({
  id: id('7d00'),
  ceiling,
  user,
  destination,
  calls: null,
  callsAtOnce: null,
  money: null,
  ...most,
  used,
});
const use = (user, destination, count, callsNow, money = null) => ({
  user,
  destination,
  calls: count,
  callsNow,
  money,
});

const limits = [
  limit(true, '', '', { money: eur('200'), callsAtOnce: 50 }, [use('', '', 61, 4, eur('23.4187'))]),
  limit(true, '*', '*', { calls: 20 }, [use('101', 'LV', 20, 0), use('102', 'DE', 9, 1)]),
  limit(false, '*', '', { callsAtOnce: 5 }, [use('101', '', 29, 4)]),
  limit(false, '', 'DE-premium', { money: eur('5') }),
];
const stopped = [
  {
    hour: ago(1800),
    code: 'hour-limit',
    user: '101',
    destination: 'LV',
    reason: 'The limit of 20 calls an hour for 101 to Latvia is reached.',
    calls: 17,
    last: ago(240),
    lastCallId: calls[0].id,
  },
  {
    hour: ago(9000),
    code: 'destination-not-approved',
    user: '',
    destination: 'satellite',
    reason: 'Calls to satellites are not approved.',
    calls: 1,
    last: ago(8000),
    lastCallId: calls[1].id,
  },
];
const destination = (name, state, asked, askedBy, decided = null) => ({
  id: name,
  state,
  asked,
  askedBy,
  decided,
  decidedBy: decided === null ? null : 'admin@harbour.example',
});
const destinations = [
  destination('satellite', 'ASKED', ago(8000), '101'),
  destination('FR', 'APPROVED', ago(700000), '102', ago(600000)),
  destination('LV', 'APPROVED', null, null, ago(500000)),
  destination('US', 'REFUSED', ago(900000), '', ago(800000)),
];

export function readLimits([kind]) {
  return [
    200,
    kind === 'limits' ? { hour: ago(1800), items: limits, stopped } : { items: destinations },
  ];
}

export function changeLimits(method, [kind, wanted], body) {
  if (kind === 'destinations') {
    if (!destinations.some((each) => each.id === wanted)) {
      destinations.push(destination(wanted, 'ASKED', null, null));
    }
    const found = destinations.find((each) => each.id === wanted);
    const state = body.approved ? 'APPROVED' : 'REFUSED';
    return [
      200,
      Object.assign(found, { state, decided: ago(0), decidedBy: 'admin@harbour.example' }),
    ];
  }
  if (method === 'DELETE') {
    limits.splice(
      limits.findIndex((each) => each.id === wanted),
      1,
    );
    return [204, undefined];
  }
  const made = limit(false, body.user, body.destination, body);
  const replaced = limits.findIndex(
    (each) => !each.ceiling && each.user === body.user && each.destination === body.destination,
  );
  limits.splice(replaced < 0 ? limits.length : replaced, 1, made);
  return [200, made];
}
