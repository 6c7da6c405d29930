// Charges of the mock: a tenant's are those of its calls; of the operator one of each relation.
import { ago, dayAgo, eur, id } from './books.mjs';
import { calls } from './calls.mjs';

const HARBOUR = id('6b00');

function aside(first, most, seconds, secondsAgo) {
  return {
    first: eur(first),
    most: eur(most),
    seconds,
    placed: ago(secondsAgo),
    resolved: ago(secondsAgo - seconds),
    resolution: 'SETTLED',
  };
}

export const charges = calls
  .filter((call) => call.state === 'ENDED')
  .flatMap((call) =>
    call.charges.map((charge) => ({
      ...charge,
      id: charge.transferId ?? id('3d00'),
      relation: 'RETAIL',
      callId: call.id,
      tenantId: HARBOUR,
      tenant: 'Harbour Books',
      postingDate: call.began.slice(0, 10),
      recorded: call.ended,
      seconds: charge.billedSeconds,
      overrun: eur('0.00000000'),
      held: { ...aside('0.01500000', charge.cost.amount, 60, 90), placed: call.began },
    })),
  );

function operators(relation, payer, [first, most, cost], [debit, credit]) {
  const step = (kind, text, amount) => ({ at: ago(5400), kind, text, amount: eur(amount) });
  const transferId = id('3d00');
  return {
    id: transferId,
    relation,
    callId: id('5a00'),
    tenantId: HARBOUR,
    tenant: 'Harbour Books',
    postingDate: dayAgo(0),
    recorded: ago(5330),
    leg: id('5b00'),
    payer,
    walletId: id('3a01'),
    walletName: payer,
    tariff: `${payer} v1`,
    destination: 'Germany',
    prefix: '49',
    price: {
      perMinute: eur('0.01000000'),
      connectFee: eur('0.00000000'),
      initialSeconds: 60,
      incrementSeconds: 60,
    },
    seconds: 70,
    billedSeconds: 120,
    cost: eur(cost),
    overrun: eur('0.00000000'),
    tax: { country: '', rate: '0', amount: eur('0.00000000') },
    takenBack: false,
    held: aside(first, most, 120, 5400),
    trace: [
      {
        at: ago(5400),
        kind: 'deck',
        text: `By the ${relation === 'COST' ? 'carrier' : 'tenant'}'s own deck, ${payer} v1.`,
        amount: null,
      },
      step('quote', 'Prefix 49, Germany, peak: 0.01 EUR/min, 60/60.', '0.01000000'),
      step('hold', `${first} EUR set aside.`, first),
      step('debit', '70 s used, 120 s billed.', cost),
    ],
    transferId,
    moves: [
      { account: debit, side: 'debit', amount: eur(cost) },
      { account: credit, side: 'credit', amount: eur(cost) },
    ],
  };
}

export const operatorCharges = [
  operators(
    'WHOLESALE',
    'Harbour Books',
    ['0.01000000', '0.02000000', '0.02000000'],
    ["2100 Tenants' wallets", '4000 Revenue from tenants'],
  ),
  operators(
    'COST',
    'Trunk Line',
    ['0.00000000', '0.00000000', '0.01200000'],
    ['5000 Calls bought from carriers', '2200 Carriers'],
  ),
];

/** Those that a query asks for, or the one that is wanted. */
export function chargesOf(all, wanted, query) {
  if (wanted) {
    return all.find((each) => each.id === wanted);
  }
  const asked = ['relation', 'call'].map((name) => query.get(name) ?? '');
  return all.filter(
    ({ relation, callId }) =>
      (asked[0] === '' || relation === asked[0]) && (asked[1] === '' || callId === asked[1]),
  );
}
