// Rate decks of the mock: one in force, a draft with a dry run, one whose file has wrong rows.
import { one, page } from './answers.mjs';
import { ago, id } from './books.mjs';

export const deck = (name, version, state, more = {}) => ({
  id: id('6f00'),
  name,
  version,
  relation: 'RETAIL',
  payerId: null,
  payerName: null,
  state,
  validFrom: ago(-86400),
  validUntil: null,
  currency: 'EUR',
  rounding: 'HALF_UP',
  timeZone: 'Europe/Berlin',
  bands: ['peak 12345 08:00-18:00'],
  holidays: [],
  taxBasis: 'GROSS',
  taxClass: 'standard',
  fileName: 'rates.csv',
  lines: 36_000,
  wrongRows: 0,
  problems: [],
  made: { by: 'finance', at: ago(7200) },
  approved: null,
  withdrawn: null,
  ...more,
});

export const decks = [
  deck('Standard', 3, 'DRAFT', {
    lines: 0,
    wrongRows: 2,
    problems: [
      { line: 17, column: 'price', reason: 'not a price: dear' },
      { line: 18, column: 'prefix', reason: '4930 stands in line 12 already' },
    ],
  }),
  deck('Standard', 2, 'DRAFT'),
  deck('Standard', 1, 'APPROVED', {
    validFrom: ago(8_640_000),
    approved: { by: 'finance', at: ago(8_640_000) },
  }),
];

const sum = (destination, legs, seconds, charged, wouldCharge, cost, margin) => ({
  destination,
  legs,
  seconds,
  charged,
  wouldCharge,
  cost,
  margin,
});

function preview(deckId) {
  return {
    deckId,
    since: ago(5_184_000),
    until: ago(2_592_000),
    currency: 'EUR',
    total: sum('', 1_204, 96_310, '23.41870000', '24.10200000', '11.90050000', '12.20150000'),
    unpricedLegs: 3,
    legsWithoutCost: 0,
    destinations: [
      sum('Germany', 830, 61_220, '12.24400000', '12.85620000', '6.12200000', '6.73420000'),
      sum('France', 374, 35_090, '11.17470000', '11.24580000', '5.77850000', '5.46730000'),
    ],
  };
}

// The mock's decks are in Berlin's winter time.
const winter = (local) => new Date(`${local}:00+01:00`).toISOString();

function step(wanted, part, query) {
  const found = decks.find((each) => each.id === wanted);
  const done = { by: 'finance', at: new Date().toISOString() };
  if (part === 'approval') {
    const soonest = new Date(Date.now() + 30_000).toISOString();
    const meant = query.get('from') ? winter(query.get('from')) : found.validFrom;
    const validFrom = meant < soonest ? soonest : meant;
    Object.assign(found, { state: 'APPROVED', approved: done, validFrom });
  } else {
    Object.assign(found, { state: 'WITHDRAWN', withdrawn: done });
  }
  return [200, found];
}

function take(query) {
  const made = deck(query.get('name'), decks.length + 1, 'DRAFT', {
    fileName: query.get('fileName'),
    relation: query.get('relation'),
    validFrom: query.get('from') ? winter(query.get('from')) : ago(-30),
    timeZone: query.get('timeZone') ?? 'Europe/Berlin',
    holidays: query.getAll('holiday'),
    rounding: query.get('rounding'),
  });
  decks.unshift(made);
  return [201, made];
}

export function readDecks([, wanted, part], query) {
  if (part === 'preview') {
    return [200, preview(wanted)];
  }
  return wanted ? one(decks, wanted) : page(decks, query);
}

export function changeDecks([, wanted, part], query) {
  return part ? step(wanted, part, query) : take(query);
}
