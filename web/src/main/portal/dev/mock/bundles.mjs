// Bundles: wallets in seconds, with the numbers that they cover.
import { id, statements, wallets } from './books.mjs';

const seconds = (amount) => ({ amount, currency: 'SEC' });

function open(of, name, amount, prefixes) {
  const bundle = {
    id: id('3a10'),
    name,
    payer: of.payer,
    balance: seconds(amount),
    held: seconds('0'),
    available: seconds(amount),
    floor: seconds('0'),
    currency: 'SEC',
    frozen: false,
    goodwill: seconds('0'),
    owed: seconds('0'),
    prefixes,
    pockets: [{ kind: 'REFUNDABLE', balance: seconds(amount), expires: null }],
    holds: [],
  };
  wallets.push(bundle);
  statements.set(bundle.id, []);
  return bundle;
}

open(wallets[0], 'Free minutes, Germany', '3600', ['49', '4930']);

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

/** Opens one, fills it, or changes what it covers; nothing if it is not about a bundle. */
export function changeBundles([kind, wanted, part], body) {
  const wallet = wallets.find((each) => each.id === (wanted ?? body.ofWalletId));
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
