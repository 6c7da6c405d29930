// The ledger of the mock: accounts and transfers as books.mjs posts them; journals, periods and checks of its own.
import { accounts, accountsAt, ago, dayAgo, eur, id, post } from './books.mjs';
import { transfers, units, wallets, walletsAt } from './books.mjs';
import { charges, chargesOf } from './charges.mjs';

export const journals = [];
const currencies = ['EUR', 'USD'];
const periods = { closedThrough: null, events: [] };
const moneyOf = (amounts) => amounts.map((amount) => eur(amount));
const checks = [0, 1, 2, 3].map((each) => ({
  day: dayAgo(each),
  checked: ago(each * 86_400 + 240),
  calls: 128 - each * 9,
  transfers: 131 - each * 9,
  wallets: 3,
  agrees: each !== 2,
  differences:
    each === 2
      ? [
          {
            name: 'record-without-charge',
            subject: id('3f00'),
            expected: 'a charge',
            found: 'none',
            amounts: null,
            callId: charges[0].callId,
            chargeId: null,
            transferId: null,
            walletId: null,
            firstDay: dayAgo(2),
            lastDay: dayAgo(2),
          },
          {
            name: 'wallet-balance',
            subject: wallets[0].id,
            expected: '4219437500',
            found: '4219437499',
            amounts: {
              expected: moneyOf(['42.19437500']),
              found: moneyOf(['42.19437499']),
              difference: moneyOf(['-0.00000001']),
            },
            callId: null,
            chargeId: null,
            transferId: null,
            walletId: wallets[0].id,
            firstDay: dayAgo(3),
            lastDay: dayAgo(2),
          },
        ]
      : [],
}));

const titled = (account) => {
  const found = accounts.find((each) => each.id === account);
  return `${found.code} ${found.name}`;
};

function mirror(transfer) {
  return transfers
    .find((each) => each.id === transfer)
    .moves.map((move) => ({ ...move, side: move.side === 'debit' ? 'credit' : 'debit' }));
}

function draft(key, body, mine = true) {
  const old = journals.find((each) => each.id === key);
  if (old !== undefined) {
    return old;
  }
  const at = new Date().toISOString();
  const journal = {
    id: key,
    state: 'DRAFTED',
    reason: body.reason,
    effective: at,
    postingDate: at.slice(0, 10),
    reverses: body.reverses ?? null,
    draftedBy: mine ? 'me' : 'somebody',
    mine,
    drafted: at,
    decidedBy: null,
    decided: null,
    rejection: null,
    lines: body.reverses
      ? mirror(body.reverses)
      : body.lines.map(({ account, side, amount }) => ({ account: titled(account), side, amount })),
  };
  journals.unshift(journal);
  return journal;
}

function decide(key, approved, reason) {
  const journal = journals.find((each) => each.id === key);
  journal.state = approved ? 'POSTED' : 'REJECTED';
  journal.decidedBy = 'me';
  journal.decided = new Date().toISOString();
  journal.rejection = approved ? null : reason;
  if (approved) {
    const text = journal.reverses ? `Reversal: ${journal.reason}` : journal.reason;
    const transfer = post(
      journal.reverses ? 'reversal' : 'journal',
      journal.decided,
      text,
      null,
      journal.lines.map(({ account, side, amount }) => [
        account.slice(0, 4),
        side,
        units(amount.amount),
      ]),
    );
    transfer.id = journal.id;
  }
  return journal;
}

function oneTransfer(wanted) {
  const transfer = transfers.find((each) => each.id === wanted);
  return (
    transfer && {
      transfer,
      recorded: transfer.at,
      reversedBy:
        journals.find((each) => each.reverses === wanted && each.state === 'POSTED')?.id ?? null,
      reverses: journals.find((each) => each.id === wanted)?.reverses ?? null,
    }
  );
}

function turn(month, act, reason) {
  const [year, number] = month.split('-').map(Number);
  const last = (months) =>
    new Date(Date.UTC(year, number - 1 + months, 0)).toISOString().slice(0, 10);
  periods.closedThrough = act === 'closing' ? last(1) : last(0);
  periods.events.unshift({
    action: act === 'closing' ? 'CLOSED' : 'REOPENED',
    month,
    reason: reason ?? '',
    by: 'me',
    at: new Date().toISOString(),
  });
  return periods;
}

draft(
  id('3d01'),
  {
    reason: 'Opening entry',
    lines: [
      { account: accounts[0].id, side: 'debit', amount: eur('250.00000000') },
      { account: accounts[5].id, side: 'credit', amount: eur('250.00000000') },
    ],
  },
  false,
);
draft(id('3d01'), { reason: 'Paid twice by mistake', reverses: transfers[0].id }, false);
draft(id('3d01'), {
  reason: 'Cost of carriers, October',
  lines: [
    { account: accounts[5].id, side: 'debit', amount: eur('18.40000000') },
    { account: accounts[0].id, side: 'credit', amount: eur('18.40000000') },
  ],
});
decide(journals[0].id, true);

/** What a GET under /ledger gives; nothing when there is none. */
export function ledgerRead(what, wanted, query) {
  switch (what) {
    case 'accounts':
      return accountsAt(query.get('asOf'));
    case 'wallets':
      return walletsAt(query.get('asOf'), query.get('wallet'));
    case 'currencies':
      return currencies.map((currency) => ({ currency }));
    case 'charges':
      return chargesOf(charges, wanted, query);
    case 'journals':
      return wanted ? journals.find((each) => each.id === wanted) : journals;
    case 'periods':
      return periods;
    case 'seal':
      return { number: 7, transfers: transfers.length, head: 'a3'.repeat(32), sealed: ago(40) };
    case 'reconciliations':
      return checks;
    default: {
      const account = accounts.find((each) => each.id === query.get('account'));
      const name = account && `${account.code} ${account.name}`;
      return wanted
        ? oneTransfer(wanted)
        : transfers.filter(({ moves }) => !name || moves.some((move) => move.account === name));
    }
  }
}

/** What a change under /ledger gives; nothing when a second person is needed. */
export function ledgerChange(what, wanted, act, body) {
  if (what === 'reconciliations') {
    checks[0] = { ...checks[0], checked: new Date().toISOString() };
    return checks[0];
  }
  if (what === 'currencies') {
    currencies.push(wanted);
    return { currency: wanted };
  }
  if (what === 'periods') {
    return turn(wanted, act, body.reason);
  }
  if (act === undefined) {
    return draft(wanted, body);
  }
  const { mine } = journals.find((each) => each.id === wanted);
  return act === 'approval' && mine ? undefined : decide(wanted, act === 'approval', body.reason);
}
