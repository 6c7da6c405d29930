// Sponsors of the mock, the rule that asks them, and what was decided of a call.
import { missing, one, page } from './answers.mjs';
import { ago, id, money, units } from './books.mjs';

const amount = (text) => money(units(text));
const offer = (sponsor, name, more = {}) => ({
  id: id('7100'),
  sponsorId: sponsor.id,
  sponsor: sponsor.name,
  name,
  perCall: null,
  perMinute: null,
  initialSeconds: 1,
  incrementSeconds: 1,
  atMost: null,
  conditions: [],
  made: ago(86400),
  ended: null,
  ...more,
});

function sponsor(name, budget, active, offers) {
  const made = { id: id('7000'), name, walletId: id('6b00'), budget: amount(budget) };
  Object.assign(made, { held: amount('0'), active, opened: ago(864000), offers: [] });
  made.offers = offers.map(([each, more]) => offer(made, each, more));
  return made;
}

const sponsors = [
  sponsor('Harbour Bank', '182.40000000', true, [
    [
      'Full carts',
      {
        perMinute: amount('0.12'),
        atMost: amount('2'),
        conditions: ['country DE', 'cart.value >= 50 EUR', 'time 12345 08:00-18:00 Europe/Berlin'],
      },
    ],
    ['Spring', { perCall: amount('0.30'), ended: ago(3600) }],
  ]),
  sponsor('Shoe House', '0.00000000', false, []),
];

const rule = {
  steps: ['sponsors then next', 'caller then next', 'tenant then end'],
  bidSeconds: 180,
  below: 'NOT_TAKEN',
  changed: ago(86400),
  changedBy: 'admin@harbour.example',
};

const considered = (who, name, bid, verdict, code, why) => ({
  who,
  name,
  walletId: null,
  offerId: null,
  offer: who === 'sponsor' ? 'Full carts' : '',
  bid: bid && amount(bid),
  verdict,
  code,
  why,
});

function bundlePart(name, prefix, seconds, verdict, why) {
  const code = { PAYS: 'pays', DECLINED: 'bundle-empty' }[verdict];
  return { walletId: id('bd00'), name, prefix, seconds, verdict, code, why };
}

export function decisionOf(leg, at) {
  const { steps, bidSeconds, below } = rule;
  return {
    leg,
    segment: 1,
    afterSeconds: 0,
    made: at,
    decision: {
      pays: 'Harbour Books',
      rule: { steps, bidSeconds, below },
      facts: { at, to: '49301234567', country: 'DE', session: { 'cart.value': '12.00 EUR' } },
      considered: [
        considered(
          'sponsor',
          'Harbour Bank',
          null,
          'DECLINED',
          'condition',
          'cart.value is 12.00 EUR, not at least 50.00 EUR.',
        ),
        considered(
          'caller',
          'Harbour Books',
          null,
          'PAYS',
          'pays',
          "The caller's wallet pays the price, 0.06 EUR/min, 1/1.",
        ),
        considered(
          'tenant',
          'Harbour',
          null,
          'STANDS_BY',
          'stands-by',
          "The tenant's wallet pays the price, 0.06 EUR/min, 1/1.",
        ),
      ],
      bundles: [
        bundlePart(
          'Berlin',
          '4930',
          40,
          'PAYS',
          'Covers 4930; 40 s were set aside at the beginning.',
        ),
        bundlePart('Germany', '49', 0, 'DECLINED', 'Had no seconds left.'),
      ],
      refusal: null,
    },
  };
}

export function readSponsors([kind, wanted], query) {
  if (kind === 'payer-rule') {
    return [200, rule];
  }
  return wanted ? one(sponsors, wanted) : page(sponsors, query);
}

/** A change of sponsors, offers or the rule. */
export function changeSponsors(path, body) {
  const done = changed(path, body);
  return done ? [200, done] : missing();
}

function changed([kind, wanted, part], body) {
  if (kind === 'payer-rule') {
    return Object.assign(rule, body, { changed: new Date().toISOString() });
  }
  if (kind === 'sponsor-offers') {
    const found = sponsors.flatMap(({ offers }) => offers).find((each) => each.id === wanted);
    return found && Object.assign(found, { ended: new Date().toISOString() });
  }
  if (wanted === undefined) {
    const made = sponsor(body.name, '0', true, []);
    sponsors.push(made);
    return made;
  }
  const found = sponsors.find((each) => each.id === wanted);
  if (found && part === 'offers') {
    const made = offer(found, body.name, { ...body, made: new Date().toISOString() });
    found.offers.push(made);
    return made;
  }
  return found && Object.assign(found, body);
}
