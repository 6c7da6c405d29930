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

// Numbers: charged, would be, revenue, cost, margin before and after.
const amounts = ([charged, wouldCharge, revenue, cost, marginBefore, margin]) => ({
  charged,
  wouldCharge,
  revenue,
  cost,
  marginBefore,
  margin,
});

const sum = (destination, legs, seconds, euros, dollars) => ({
  destination,
  legs,
  seconds,
  ...amounts(euros),
  others: dollars ? [{ currency: 'USD', ...amounts(dollars) }] : [],
});

const GERMANY = ['12.244', '12.8562', '12.8562', '6.122', '6.0102', '6.7342'];
const FRANCE = ['11.1747', '11.2458', '11.2458', '5.7785', '5.3962', '5.4673'];
// Of a deck of cost what tenants pay is the revenue.
const OWED = ['11.9005', '12.5', '23.4187', '12.5', '11.5182', '10.9187'];
const ALL = ['23.4187', '24.102', '24.102', '11.9005', '11.4064', '12.2015'];
const DOLLARS = ['0', '0', '0', '1.204', '-1.31', '-1.204'];

export function preview({ id: deckId, relation }) {
  const dollars = relation === 'WHOLESALE' ? DOLLARS : undefined;
  return {
    deckId,
    relation,
    since: ago(5_184_000),
    until: ago(2_592_000),
    currency: 'EUR',
    total: sum('', 1_204, 96_310, relation === 'COST' ? OWED : ALL, dollars),
    unpricedLegs: 3,
    legsOutOfRange: 0,
    legsOfOwnDecks: relation === 'WHOLESALE' ? 12 : 0,
    legsNotOver: 0,
    legsWithoutRecord: 0,
    legsTakenBack: 0,
    legsNobodyPays: 0,
    legsOfOtherCurrency: 0,
    freeLegs: relation === 'COST' ? 0 : 7,
    sponsoredLegs: relation === 'RETAIL' ? 2 : 0,
    legsWithoutCost: 0,
    legsWithoutRevenue: 0,
    destinations:
      relation === 'COST'
        ? [sum('Everywhere', 1_204, 96_310, OWED)]
        : [sum('Germany', 830, 61_220, GERMANY), sum('France', 374, 35_090, FRANCE, dollars)],
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
    return [200, preview(decks.find((each) => each.id === wanted))];
  }
  return wanted ? one(decks, wanted) : page(decks, query);
}

export function changeDecks([, wanted, part], query) {
  return part ? step(wanted, part, query) : take(query);
}
