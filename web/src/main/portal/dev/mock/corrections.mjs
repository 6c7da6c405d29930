// What people do with money in wallets of the mock: each once per key, and refused as the server refuses it.
import { problem } from './answers.mjs';
import {
  enter,
  id,
  money,
  ofWallet,
  owe,
  post,
  statements,
  topUp,
  units,
  wallets,
} from './books.mjs';

const keys = new Map();
const refunded = new Map();
const now = () => new Date().toISOString();
const least = (a, b) => (a < b ? a : b);
const said = (value) => `${money(value).amount.replace(/(\.\d\d)0+$/, '$1')} EUR`;
const free = (wallet) => least(units(wallet.available.amount), units(wallet.balance.amount));

function pay(wallet, { amount, reason }) {
  if (units(amount.amount) > units('10000')) {
    return problem(422, 'invalid', 'Not valid', 'The top-up cannot be done.', {
      violations: [{ field: 'amount', message: 'At most 10,000 EUR at once.' }],
    });
  }
  return [201, topUp(wallet, amount.amount, reason || 'Top-up', now())];
}

function force(wallet, { kind, amount, reason }) {
  const value = units(amount.amount);
  const there = units(wallet.available.amount);
  const taken = there > 0n ? least(value, there) : 0n;
  const name = kind === 'DISPUTE' ? 'dispute' : 're-rating';
  const transfer = post(name, now(), reason, null, [
    ['2100', 'debit', taken],
    ['1400', 'debit', value - taken],
    ['1000', 'credit', value],
  ]);
  enter(wallet, transfer, -taken, name, reason);
  owe(wallet, transfer.id, kind, reason, value - taken);
  return [201, { transferId: transfer.id, taken: money(taken), owed: money(value - taken) }];
}

function refund(wallet, { transferId, amount, reason }) {
  const value = units(amount.amount);
  const charge = statements.get(wallet.id).find((each) => each.transferId === transferId);
  const left = -units(charge.amount.amount) - (refunded.get(transferId) ?? 0n);
  if (value > left) {
    const detail = `Only ${said(left)} of it can still be given back.`;
    return problem(422, 'more-than-charged', 'More than charged', detail);
  }
  refunded.set(transferId, (refunded.get(transferId) ?? 0n) + value);
  const transfer = post('refund', now(), reason, charge.callId, [
    ['4000', 'debit', value],
    ['2100', 'credit', value],
  ]);
  return [201, enter(wallet, transfer, value, 'refund', reason)];
}

function transfer(from, { toWalletId, amount, reason }) {
  const value = units(amount.amount);
  const to = wallets.find((each) => each.id === toWalletId);
  if (from.frozen) {
    const detail = 'The wallet is frozen, or owes: release it, or settle what it owes.';
    return problem(402, 'wallet-frozen', 'Wallet frozen', detail);
  }
  if (value > free(from)) {
    const detail = `The wallet has only ${said(free(from))} available; top it up.`;
    return problem(402, 'wallet-too-low', 'Wallet too low', detail);
  }
  const moved = post('transfer', now(), reason, null, [
    ['2100', 'debit', value],
    ['2100', 'credit', value],
  ]);
  enter(to, moved, value, 'transfer', reason);
  return [201, enter(from, moved, -value, 'transfer', reason)];
}

function limit(wallet, { floor, frozen }) {
  wallet.frozenByHand = frozen ?? wallet.frozenByHand;
  wallet.frozen = wallet.frozenByHand || units(wallet.owed.amount) > 0n;
  wallet.floor = floor ? money(units(floor.amount)) : wallet.floor;
  const left = units(wallet.balance.amount) - units(wallet.held.amount);
  wallet.available = money(left - units(wallet.floor.amount));
  return [200, wallet];
}

function settle(purchase, amount) {
  const wallet = wallets.find((each) => each.id === purchase.walletId);
  if (purchase.state !== 'AUTHORISED') {
    return problem(409, 'purchase-captured', 'Purchase captured', 'The purchase is over.');
  }
  const value = amount === undefined ? 0n : units(amount.amount);
  if (value > units(purchase.price.amount)) {
    const detail = `Only ${said(units(purchase.price.amount))} was authorised.`;
    return problem(422, 'more-than-authorised', 'More than authorised', detail);
  }
  wallet.holds = wallet.holds.filter((each) => each.purchaseId !== purchase.id);
  const held = wallet.holds.reduce((sum, each) => sum + units(each.amount.amount), 0n);
  wallet.held = money(held);
  limit(wallet, {});
  purchase.state = amount === undefined ? 'RELEASED' : 'CAPTURED';
  if (amount !== undefined) {
    const paid = post('purchase', now(), purchase.text, null, [
      ['2100', 'debit', value],
      ['4000', 'credit', value],
    ]);
    enter(wallet, paid, -value, 'purchase', purchase.text);
    Object.assign(purchase, { captured: money(value), transferId: paid.id });
  }
  return [200, purchase];
}

const DONE = {
  'top-ups': pay,
  'forced-debits': force,
  refunds: refund,
  transfers: transfer,
  limit,
};

function first([kind, wanted, part], body) {
  if (kind === 'purchases') {
    const purchase = ofWallet(kind).find((each) => each.id === wanted);
    return settle(purchase, part === 'capture' ? (body.amount ?? purchase.price) : undefined);
  }
  return DONE[part](
    wallets.find((each) => each.id === wanted),
    body,
  );
}

/** What is done with a wallet or a purchase; nothing if it is something else. */
export function correct(path, body, key = id('key')) {
  const [kind, , part] = path;
  if (!(kind === 'wallets' && part in DONE) && !(kind === 'purchases' && part)) {
    return undefined;
  }
  const text = JSON.stringify([path, body]);
  const before = keys.get(key);
  if (before !== undefined) {
    const detail = 'The key was used for something else: take a new one.';
    return before.text === text
      ? before.answer
      : problem(422, 'idempotency-key-reused', 'Idempotency key reused', detail);
  }
  const answer = first(path, body);
  if (answer[0] < 300) {
    keys.set(key, { text, answer });
  }
  return answer;
}
