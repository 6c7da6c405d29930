// Wallets, rates and the ledger of the mock: whole cents and micro-units by BigInt, so that the books balance.
export const eur = (amount) => ({ amount, currency: 'EUR' });
const SCALE = 8;

export function units(text) {
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return text.startsWith('-') ? -value : value;
}

export function money(value) {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0');
  return eur(`${value < 0n ? '-' : ''}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`);
}

let minted = 0;
export function id(kind) {
  minted += 1;
  return `0198a7c4-${kind}-7${String(minted).padStart(3, '0')}-8a10-5e0f4c0d2b11`;
}

export const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
export const dayAgo = (days) => ago(days * 86_400).slice(0, 10);

export const wallets = [
  { id: id('3a01'), name: 'Front desk', payer: 'Harbour Books', balance: '42.19437500' },
  { id: id('3a02'), name: 'Wholesale orders', payer: 'Nora Lindqvist', balance: '1250.00000000' },
  { id: id('3a03'), name: 'Reading club', payer: 'Reading Club e.V.', balance: '0.03120000' },
].map((wallet, index) => ({
  id: wallet.id,
  name: wallet.name,
  payer: {
    id: id('3b00'),
    name: wallet.payer,
    kind: 'CUSTOMER',
    country: index === 1 ? 'SE' : null,
  },
  balance: eur(wallet.balance),
  held: eur('0.00000000'),
  available: eur(wallet.balance),
  floor: eur('0.00000000'),
  currency: 'EUR',
  frozen: index === 2,
  frozenByHand: false,
  goodwill: eur(index === 0 ? '5.00000000' : '0.00000000'),
  owed: eur(index === 2 ? '1.80000000' : '0.00000000'),
  pockets: [],
  holds: [],
}));

/** A payer's wallet, with their bundles. */
export function withBundles(wallet) {
  return wallets.filter(({ payer }) => payer.id === wallet.payer.id);
}

/** Those of these wallets whose own or whose payer's name begins as it is asked. */
export function beginning(some, query) {
  const wanted = (query.get('name') ?? '').toLowerCase();
  const begins = (text) => text.toLowerCase().startsWith(wanted);
  return some.filter(({ name, payer }) => begins(name) || begins(payer.name));
}

/** What of a wallet was given stays; the rest is refundable. */
function fillPockets(wallet) {
  const given = units(wallet.goodwill.amount);
  const paid = { kind: 'REFUNDABLE', balance: money(units(wallet.balance.amount) - given) };
  wallet.pockets = [{ ...paid, expires: null }];
  if (given > 0n) {
    const expires = new Date(Date.now() + 86400_000 * 30).toISOString();
    wallet.pockets.push({ kind: 'GOODWILL', balance: wallet.goodwill, expires });
  }
}

const purchases = [
  ['page-17', 'The harbour in winter, page 17', '0.20000000', 'CAPTURED', 86400],
  ['expert', 'A question to the bookbinder', '4.50000000', 'AUTHORISED', 60],
  ['atlas', 'Sea atlas, download', '2.00000000', 'EXPIRED', 86400 * 3],
].map(([item, text, price, state, age]) => ({
  id: id('3f00'),
  walletId: wallets[0].id,
  item,
  text,
  price: eur(price),
  state,
  captured: state === 'CAPTURED' ? eur(price) : null,
  transferId: null,
  made: ago(age),
  expires: ago(age - 900),
}));

const receivables = [
  {
    id: id('3f10'),
    walletId: wallets[2].id,
    kind: 'DISPUTE',
    reason: 'The bank took the payment of October back',
    amount: eur('2.50000000'),
    settled: eur('0.70000000'),
    made: ago(86400 * 2),
    closed: null,
  },
];

// what is held for the purchase that nobody has captured yet
for (const { id: purchaseId, price, made } of purchases.slice(1, 2)) {
  wallets[0].holds.push({ callId: null, purchaseId, amount: price, since: made });
  wallets[0].held = price;
}

export function ofWallet(kind, wallet) {
  return { purchases, receivables }[kind].filter(
    ({ walletId }) => wallet === undefined || walletId === wallet,
  );
}

/** What a forced debit did not find is owed, and freezes the wallet. */
export function owe(wallet, transfer, kind, reason, value) {
  if (value > 0n) {
    const made = { id: transfer, walletId: wallet.id, kind, reason, amount: money(value) };
    const settled = eur('0.00000000');
    receivables.push({ ...made, settled, made: new Date().toISOString(), closed: null });
    wallet.owed = money(units(wallet.owed.amount) + value);
    wallet.frozen = true;
  }
}

/** What wallets had at an instant: their moves until then. */
export function walletsAt(asOf, wanted) {
  const at = asOf ? new Date(asOf).toISOString() : new Date().toISOString();
  return wallets
    .filter((each) => each.currency === 'EUR' && (!wanted || each.id === wanted))
    .map((wallet) => {
      const until = statements.get(wallet.id).filter((move) => move.at <= at);
      const balance = money(until.reduce((sum, move) => sum + units(move.amount.amount), 0n));
      return { id: wallet.id, name: wallet.name, account: '2100 Wallets', balance };
    });
}

/** The chart of accounts as it was. */
export function accountsAt(asOf) {
  if (!asOf) {
    return accounts;
  }
  const at = new Date(asOf).toISOString();
  const moves = transfers.filter((each) => each.at <= at).flatMap((each) => each.moves);
  return accounts.map((account) => {
    const total = moves
      .filter((move) => move.account.startsWith(account.code))
      .reduce(
        (sum, { side, amount }) => sum + units(amount.amount) * (side === 'debit' ? 1n : -1n),
        0n,
      );
    return { ...account, balance: money(total) };
  });
}

/** Settles what is owed; with the last of it the wallet pays again. */
export function settle(wanted, amount) {
  const receivable = receivables.find((each) => each.id === wanted);
  const wallet = wallets.find((each) => each.id === receivable.walletId);
  receivable.settled = money(units(receivable.settled.amount) + units(amount));
  wallet.owed = money(units(wallet.owed.amount) - units(amount));
  if (receivable.settled.amount === receivable.amount.amount) {
    receivable.closed = new Date().toISOString();
    wallet.frozen = wallet.frozenByHand;
  }
  return receivable;
}

const price = (perMinute, connectFee, initialSeconds, incrementSeconds) => ({
  perMinute: eur(perMinute),
  connectFee: eur(connectFee),
  initialSeconds,
  incrementSeconds,
});

export const rates = [
  ['1', 'United States and Canada', price('0.01450000', '0.00000000', 6, 6)],
  ['33', 'France', price('0.01900000', '0.02000000', 60, 1)],
  ['336', 'France, mobile', price('0.08750000', '0.02000000', 60, 1)],
  ['44', 'United Kingdom', price('0.01650000', '0.02000000', 60, 1)],
  ['49', 'Germany', price('0.01200000', '0.05000000', 60, 1)],
  ['4915', 'Germany, mobile', price('0.09812500', '0.05000000', 60, 1)],
  ['4930', 'Germany, Berlin', price('0.00990000', '0.05000000', 60, 1)],
  ['49800', 'Germany, freephone', price('0.00000000', '0.00000000', 1, 1)],
  ['881', 'Satellite', price('6.49000000', '1.00000000', 60, 60)],
  ['extension', 'Inside', price('0.00100000', '0.00000000', 1, 1)],
  ['program', 'Your own programs', price('0.00400000', '0.01000000', 1, 1)],
].map(([prefix, destination, rest]) => ({ prefix, destination, ...rest }));

/** Along a number, or by a part of the destination's name. */
export function ratesFor(search) {
  const text = search.trim().toLowerCase();
  const digits = text.replace(/^00|[\s()+/.-]/g, '');
  return rates.filter(({ prefix, destination }) =>
    /^\d+$/.test(digits)
      ? prefix.startsWith(digits) || digits.startsWith(prefix)
      : `${destination} ${prefix}`.toLowerCase().includes(text),
  );
}

export function quote(to, seconds) {
  const digits = to.replace(/^\+|^00/, '');
  const rate = rates
    .filter(({ prefix }) => digits.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (rate === undefined) {
    return null;
  }
  const over = Math.max(0, seconds - rate.initialSeconds);
  const billed =
    rate.initialSeconds + Math.ceil(over / rate.incrementSeconds) * rate.incrementSeconds;
  const cost =
    units(rate.connectFee.amount) + (units(rate.perMinute.amount) * BigInt(billed)) / 60n;
  const { prefix, destination, perMinute, connectFee } = rate;
  const tax = taxed(cost);
  const found = { to, prefix, destination, seconds, cost: money(cost), tax, perMinute, connectFee };
  return { ...found, bundledSeconds: 0, bundles: [] };
}

export const accounts = [
  ['1000', 'Bank clearing', 'ASSET'],
  ['1400', 'Receivables', 'ASSET'],
  ['2100', 'Wallets', 'LIABILITY'],
  ['2300', 'Output tax', 'LIABILITY'],
  ['4000', 'Call revenue', 'INCOME'],
  ['6000', 'Carrier cost', 'EXPENSE'],
  ['6900', 'Leakage', 'EXPENSE'],
].map(([code, name, kind]) => ({
  id: id('3c00'),
  code,
  name,
  kind,
  currency: 'EUR',
  balance: eur('0.00000000'),
  error: null,
}));

export const transfers = [];
export const statements = new Map(wallets.map((wallet) => [wallet.id, []]));

const named = (code) => accounts.find((account) => account.code === code);

export function post(kind, at, text, callId, moves) {
  const transfer = {
    id: id('3d00'),
    at,
    postingDate: at.slice(0, 10),
    kind,
    callId,
    text,
    moves: [],
  };
  for (const [code, side, value] of moves.filter((each) => each[2] > 0n)) {
    const account = named(code);
    const signed = side === 'debit' ? value : -value;
    account.balance = money(units(account.balance.amount) + signed);
    transfer.moves.push({ account: `${code} ${account.name}`, side, amount: money(value) });
  }
  transfers.unshift(transfer);
  return transfer;
}

export function enter(wallet, transfer, value, kind, text) {
  wallet.balance = money(units(wallet.balance.amount) + value);
  wallet.available = money(
    units(wallet.balance.amount) - units(wallet.held.amount) - units(wallet.floor.amount),
  );
  fillPockets(wallet);
  const move = {
    id: id('3e00'),
    at: transfer.at,
    kind,
    text,
    amount: money(value),
    balanceAfter: wallet.balance,
    callId: transfer.callId,
    transferId: transfer.id,
  };
  statements.get(wallet.id).unshift(move);
  return move;
}

export function topUp(wallet, amount, text, at) {
  const value = units(amount);
  const transfer = post('top-up', at, text, null, [
    ['1000', 'debit', value],
    ['2100', 'credit', value],
  ]);
  return enter(wallet, transfer, value, 'top-up', text);
}

/** What of an amount is tax, at 19 %. */
export const taxIn = (value) => (value * 19n) / 119n;
export const taxed = (value) => ({ country: 'DE', rate: '0.19', amount: money(taxIn(value)) });

/** What a call cost: out of the wallet, into revenue and tax. */
export function charge(wallet, cost, at, text, callId) {
  const value = units(cost);
  const tax = taxIn(value);
  const transfer = post('call', at, text, callId, [
    ['2100', 'debit', value],
    ['4000', 'credit', value - tax],
    ['2300', 'credit', tax],
  ]);
  enter(wallet, transfer, -value, 'call', text);
  return transfer;
}

wallets.forEach((wallet, index) => {
  const amount = wallet.balance.amount;
  wallet.balance = eur('0.00000000');
  topUp(wallet, amount, index === 0 ? 'Bank transfer, November' : 'Opening credit', ago(86400 * 9));
});

let callsBought = 0;

/** Two thirds of what was paid go to the operator; of every fourth call it gave half of them back. */
export function boughtFor({ id, cost, began }) {
  if (cost === null) {
    return {
      bought: [],
      boughtRefunds: [],
      boughtCharged: null,
      boughtRefunded: null,
      boughtFor: null,
    };
  }
  const charged = (units(cost.amount) * 2n) / 3n;
  const refunded = callsBought++ % 4 === 1 ? charged / 2n : 0n;
  const one = (letter, text, value) => ({
    transferId: `${letter}${id.slice(1)}`,
    text,
    at: began,
    amount: money(value),
    takenBack: false,
  });
  return {
    bought: [one('b', 'Call, bought', charged)],
    boughtRefunds: refunded > 0n ? [one('c', 'Bad line', refunded)] : [],
    boughtCharged: money(charged),
    boughtRefunded: refunded > 0n ? money(refunded) : null,
    boughtFor: money(charged - refunded),
  };
}
