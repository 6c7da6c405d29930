// What is opened in a tenant's book: bundles, with the numbers that they cover, and wallets in money.
import { eur, id, statements, wallets } from './books.mjs';

const seconds = (amount) => ({ amount, currency: 'SEC' });

function open(of, name, amount, prefixes, money = seconds) {
  const zero = amount.includes('.') ? '0.00000000' : '0';
  const bundle = {
    id: id('3a10'),
    name,
    payer: of.payer,
    balance: money(amount),
    held: money(zero),
    available: money(amount),
    floor: money(zero),
    currency: money(amount).currency,
    frozen: false,
    frozenByHand: false,
    goodwill: money(zero),
    owed: money(zero),
    prefixes,
    pockets: [{ kind: 'REFUNDABLE', balance: money(amount), expires: null }],
    holds: [],
  };
  wallets.push(bundle);
  statements.set(bundle.id, []);
  return bundle;
}

open(wallets[0], 'Free minutes, Germany', '3600', ['49', '4930']);
open(wallets[1], 'For travels', '0.00000000', [], eur);

/** What fills one: whole seconds, which pass through no book here. */
function fill(bundle, amount, text) {
  const total = seconds(String(BigInt(bundle.balance.amount) + BigInt(amount)));
  Object.assign(bundle, { balance: total, available: total });
  bundle.pockets[0].balance = total;
  const move = {
    id: id('3e10'),
    at: new Date().toISOString(),
    kind: 'top-up',
    text,
    amount: seconds(amount),
    balanceAfter: total,
    callId: null,
    transferId: id('3d10'),
  };
  statements.get(bundle.id).unshift(move);
  return move;
}

function openMoney({ customer, own, payerId, name, currency }) {
  const kind = own ? 'TENANT' : 'CUSTOMER';
  const payer = wallets.find((each) => each.payer.id === payerId)?.payer ?? {
    id: id('3b10'),
    name: own ? 'Harbour Books' : customer,
    kind,
    country: null,
  };
  return open({ payer }, name ?? payer.name, '0.00000000', [], (amount) => ({ amount, currency }));
}

/** Opens one, fills it, or changes what it covers; nothing if it is about neither. */
export function changeBundles([kind, wanted, part], body) {
  if (kind === 'wallets' && (body?.customer ?? body?.own ?? body?.payerId) !== undefined) {
    return [201, openMoney(body)];
  }
  const wallet = wallets.find((each) => each.id === (wanted ?? body?.ofWalletId));
  if (kind !== 'wallets' || wallet === undefined) {
    return undefined;
  }
  if (wanted === undefined) {
    return [201, open(wallet, body.name, '0', body.prefixes)];
  }
  if (part === 'prefixes') {
    return [200, Object.assign(wallet, body)];
  }
  return part === 'top-ups' && wallet.currency === 'SEC'
    ? [201, fill(wallet, body.amount.amount, body.reason)]
    : undefined;
}
