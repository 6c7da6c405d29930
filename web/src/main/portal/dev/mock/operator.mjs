// The operator's book in the mock: the wallet of a tenant and that of a carrier, with a deck of each kind.
import { changeCallerIds, readCallerIds } from './callerIds.mjs';
import { missing, one, page } from './answers.mjs';
import { ago, eur, id, beginning } from './books.mjs';
import { chargesOf, operatorCharges } from './charges.mjs';
import { deck, preview } from './decks.mjs';
import { readGuard } from './guard.mjs';
import { readModems } from './modems.mjs';

export { changeGuard } from './guard.mjs';
export { changeModems } from './modems.mjs';

const customer = (name, alias, support) => ({
  id: id('6b00'),
  name,
  alias,
  domain: `${alias}.example`,
  country: 'DE',
  suspended: support !== null,
  support,
});
const TENANTS = [
  customer('Harbour Books', 'harbour', null),
  customer('Meadow Clinic', 'meadow', '201'),
];

const ceiling = (said) => ({
  id: id('7d01'),
  ceiling: true,
  user: '',
  destination: '',
  calls: null,
  callsAtOnce: null,
  money: null,
  used: [],
  ...said,
});
const ceilings = [
  ceiling({ callsAtOnce: 50, money: { amount: '200', currency: 'EUR' } }),
  ceiling({ user: '*', destination: '*', calls: 20 }),
];

const wallet = (name, kind, balance) => ({
  id: id('3a01'),
  name,
  payer: { id: id('3b00'), name, kind, country: null },
  balance: eur(balance),
  held: eur('0.00000000'),
  available: eur(balance),
  floor: eur('0.00000000'),
  currency: 'EUR',
  frozen: false,
  frozenByHand: false,
  goodwill: eur('0.00000000'),
  owed: eur('0.00000000'),
  pockets: [],
  holds: [],
});

const tenants = wallet('Harbour Books', 'CUSTOMER', '812.40000000');
const carriers = wallet('Trunk Line', 'CARRIER', '96.12500000');
export const operatorWallets = [tenants, carriers];

const payer = ({ payer: { id: payerId, name: payerName } }) => ({ payerId, payerName });
export const operatorDecks = [
  deck('What tenants pay', 2, 'DRAFT', { relation: 'WHOLESALE', taxBasis: 'NET' }),
  deck('What Harbour pays', 1, 'APPROVED', { relation: 'WHOLESALE', ...payer(tenants) }),
  deck('Trunk Line', 1, 'APPROVED', { relation: 'COST', taxBasis: 'NET', ...payer(carriers) }),
];

const CALL = id('5a00');
const move = (wallet, amount) => ({
  id: id('3e00'),
  at: ago(5400),
  kind: 'call',
  text: 'Call to +493012345',
  amount: eur(amount),
  balanceAfter: wallet.balance,
  callId: CALL,
  transferId: id('3d00'),
});
const statements = new Map([
  [tenants.id, [move(tenants, '-0.03000000')]],
  [carriers.id, [move(carriers, '0.01800000')]],
]);

/** What differs from a tenant's book; undefined for all else. */
export function readOperator([kind, wanted, part], query) {
  if (kind === 'guard') {
    return readGuard([kind, wanted]);
  }
  switch (kind) {
    case 'modems':
      return readModems([kind, wanted, part], query);
    case 'wallets':
      return part
        ? page(statements.get(wanted) ?? [], query)
        : wanted
          ? one(operatorWallets, wanted)
          : page(beginning(operatorWallets, query), query);
    case 'decks':
      return part === 'preview'
        ? [200, preview(operatorDecks.find((each) => each.id === wanted))]
        : wanted
          ? one(operatorDecks, wanted)
          : page(operatorDecks, query);
    case 'tenants':
      return part === 'limits'
        ? [200, { items: ceilings }]
        : part === 'caller-ids'
          ? readCallerIds()
          : page(TENANTS, query);
    case 'ledger': {
      const found = wanted === 'charges' ? chargesOf(operatorCharges, part, query) : undefined;
      return Array.isArray(found) ? page(found, query) : found && [200, found];
    }
    case 'purchases':
    case 'receivables':
      return page([], query);
    default:
      return undefined;
  }
}

/** Whether a tenant may call, and what at most. */
export function changeTenants(method, [, wanted, part, limit], body) {
  if (part === 'caller-ids') {
    return changeCallerIds(method, [part, limit], body);
  }
  if (part === 'suspension') {
    return [
      200,
      Object.assign(
        TENANTS.find((each) => each.id === wanted),
        body,
      ),
    ];
  }
  if (method === 'DELETE') {
    ceilings.splice(
      ceilings.findIndex((each) => each.id === limit),
      1,
    );
    return [204, undefined];
  }
  ceilings.push(ceiling(body));
  return [200, ceilings.at(-1)];
}

export function openWallet({ carrier, tenantId }) {
  const tenant = TENANTS.find((each) => each.id === tenantId);
  if (carrier === undefined && tenant === undefined) {
    return missing();
  }
  const opened = wallet(
    carrier ?? tenant.name,
    carrier === undefined ? 'CUSTOMER' : 'CARRIER',
    '0.00000000',
  );
  operatorWallets.push(opened);
  return [201, opened];
}
