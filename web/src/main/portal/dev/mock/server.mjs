// A back end for developing and looking at the portal: the REST interface over made-up data that changes by itself. Who
// you are comes from the cookie mock-role, a fault from mock-fault (empty, error, slow, signed-out). Never part of the WAR.
import * as books from './books.mjs';
import { id, money, quote, ratesFor, statements, units, wallets } from './books.mjs';
import { missing, one, page, problem } from './answers.mjs';
import { changeBundles } from './bundles.mjs';
import { ledgerChange, ledgerRead } from './ledger.mjs';
import { correct } from './corrections.mjs';
import { advance, calls, place, summaryOf } from './calls.mjs';
import { changeDecks, readDecks } from './decks.mjs';
import { changeGuard, changeModems, changeTenants, openWallet, readOperator } from './operator.mjs';
import { me } from './people.mjs';
import { changeReRatings, readReRatings } from './reratings.mjs';
import { readRecordings, recordingChanges } from './recordings.mjs';
import { changeSponsors, readSponsors } from './sponsors.mjs';
import { changeCallerIds, changePlaces, newNumber, readNumbers } from './callerIds.mjs';
import { changeLimits, readLimits } from './limits.mjs';
import { changeInputTax, changeTaxes, readInputTax, readTaxes } from './taxes.mjs';
import { numbers, phones, programs, runs, takeVersion, versions } from './switchboard.mjs';
import { attempt, newTrunk, trunks } from './trunks.mjs';

const listeners = new Set();
function announce(type, data) {
  const event = { specversion: '1.0', id: id('6a00'), source: '/meterline', type, data };
  event.time = new Date().toISOString();
  listeners.forEach((each) => each.write(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`));
}

function hold(call, amount) {
  const [wallet] = wallets;
  wallet.holds = wallet.holds.filter((each) => each.callId !== call.id);
  if (amount !== null) {
    wallet.holds.push({ callId: call.id, amount, since: call.began });
  }
  const held = wallet.holds.reduce((sum, each) => sum + units(each.amount.amount), 0n);
  wallet.held = money(held);
  wallet.available = money(units(wallet.balance.amount) - held - units(wallet.floor.amount));
  announce('wallet.changed', { walletId: wallet.id });
}

function goOn(call, straightTo) {
  advance(call, straightTo);
  hold(call, call.state === 'ENDED' ? null : money(units('0.06190000')));
  announce(call.state === 'ENDED' ? 'call.ended' : 'call.changed', summaryOf(call));
}

function begin() {
  const call = place('101', Math.random() < 0.5 ? '500' : '+493012345', 'OUTGOING', 0, 0);
  announce('call.began', summaryOf(call));
}

function live() {
  return calls.filter((call) => call.state !== 'ENDED');
}

function simulate() {
  hold(place('101', '+49301234567', 'OUTGOING', 4, 75), money(units('0.06190000')));
  hold(place('+491701112233', '500', 'INCOMING', 2, 6), money(units('0.01200000')));
  place('102', '+33612345678', 'OUTGOING', 2, 3);
  setInterval(() => {
    const moving = live();
    if (moving.length < 3) {
      begin();
    } else {
      goOn(moving[Math.floor(Math.random() * moving.length)]);
    }
    const bound = phones[1].bindings.length > 0;
    if (Math.random() < 0.1) {
      phones[1].bindings = bound ? [] : [{ ...phones[0].bindings[0], userAgent: 'Linphone 5.2' }];
      announce(bound ? 'phone.unregistered' : 'phone.registered', {
        phoneId: phones[1].id,
        user: '102',
      });
    }
  }, 2500).unref();
}

function store(list, stale, make) {
  return {
    post: (body) => {
      const made = { id: id('6d00'), ...make(body) };
      list.push(made);
      return [201, made];
    },
    put: (wanted, body) => {
      const found = list.find((each) => each.id === wanted);
      return found ? [200, Object.assign(found, make({ ...found, ...body }))] : missing();
    },
    remove: (wanted) => {
      const index = list.findIndex((each) => each.id === wanted);
      return index < 0 ? missing() : (list.splice(index, 1), [204, null]);
    },
  };
}

const stores = {
  phones: store(phones, 'phone', (body) => ({
    enabled: true,
    bindings: [],
    ...body,
    sipUri: `sip:${body.user}@harbour.example`,
  })),
  numbers: store(numbers, 'number', newNumber),
  trunks: store(trunks, 'trunk', newTrunk),
  programs: store(programs, 'program', (body) => ({
    live: null,
    numbers: [],
    runningNow: 0,
    ...body,
  })),
};

function hangUp(wanted) {
  const call = live().find((each) => each.id === wanted);
  if (call === undefined) {
    return problem(409, 'call-is-over', 'The call is over', 'The call has ended already.');
  }
  goOn(call, 'ENDING');
  setTimeout(() => goOn(call, 'ENDED'), 700);
  return [202, null];
}

function reads(path, query, role) {
  const [kind, wanted, part] = path;
  const operators = role.startsWith('OPERATOR') ? readOperator(path, query) : undefined;
  if (operators !== undefined) {
    return operators;
  }
  const mine = role === 'PAYER' ? books.withBundles(wallets[0]) : wallets;
  switch (kind) {
    case 'me':
      return [200, me(role)];
    case 'calls': {
      const up = query.get('state') === 'live';
      const some = calls.filter((call) => up === (call.state !== 'ENDED')).map(summaryOf);
      return wanted ? one(calls, wanted) : page(some, query);
    }
    case 'wallets':
      return part
        ? page(statements.get(wanted) ?? [], query)
        : wanted
          ? one(mine, wanted)
          : page(
              books.beginning(
                mine.filter(({ payer }) => [null, payer.id].includes(query.get('payer'))),
                query,
              ),
              query,
            );
    case 'purchases':
    case 'receivables':
      return page(books.ofWallet(kind, query.get('wallet')), query);
    case 'phones':
      return wanted ? one(phones, wanted) : page(phones, query);
    case 'numbers':
      return page(numbers, query);
    case 'programs':
      return part === 'versions'
        ? page(versions.get(wanted) ?? [], query)
        : part === 'runs'
          ? page(
              runs.filter((run) => run.programId === wanted),
              query,
            )
          : wanted
            ? one(programs, wanted)
            : page(programs, query);
    case 'rates':
      return page(ratesFor(query.get('search') ?? ''), query);
    case 'decks':
      return readDecks(path, query);
    case 're-ratings':
      return readReRatings(path, query);
    case 'sponsors':
    case 'payer-rule':
      return readSponsors(path, query);
    case 'tax-rates':
      return readTaxes();
    case 'input-tax':
      return readInputTax();
    case 'caller-ids':
    case 'locations':
    case 'limits':
    case 'destinations':
      return readNumbers(kind) ?? readLimits(path);
    case 'sounds':
    case 'music-on-hold':
    case 'recording-rules':
    case 'recordings':
      return readRecordings(path, query);
    case 'trunks':
      return page(trunks, query);
    case 'quotes': {
      const found = quote(query.get('to') ?? '', Number(query.get('seconds') ?? 60));
      const detail = `There is no price for calls to ${query.get('to')}.`;
      return found ? [200, found] : problem(404, 'no-price', 'No price', detail);
    }
    case 'ledger': {
      const found = ledgerRead(wanted, part, query);
      return found === undefined
        ? missing()
        : Array.isArray(found)
          ? page(found, query)
          : [200, found];
    }
    default:
      return missing();
  }
}

function changes(method, path, body, headers, query) {
  const [kind, wanted, part] = path;
  const changer = {
    ...recordingChanges,
    're-ratings': (_, of, told) => changeReRatings(of, told),
    decks: (_, of) => changeDecks(of, query),
    'caller-ids': changeCallerIds,
    locations: changePlaces,
    guard: changeGuard,
    modems: changeModems,
    limits: changeLimits,
    destinations: changeLimits,
    tenants: changeTenants,
    'tax-rates': (_, of, told) => changeTaxes(of, told),
    'input-tax': changeInputTax,
    calls: () => hangUp(wanted),
  }[kind];
  if (changer !== undefined) {
    return changer(method, path, body);
  }
  if (kind === 'ledger') {
    const done = ledgerChange(wanted, part, path[3], body);
    const detail = 'Somebody else than who drafted it has to approve it.';
    return done ? [200, done] : problem(409, 'second-person-needed', 'Not alone', detail);
  }
  const bundled = changeBundles(path, body);
  if (bundled) {
    return bundled;
  }
  if (kind === 'wallets' && wanted === undefined) {
    return openWallet(body);
  }
  const corrected = correct(path, body, headers['idempotency-key']);
  if (corrected) {
    announce('wallet.changed', { walletId: wanted });
    return corrected;
  }
  if (part === 'settlements') {
    return [201, books.settle(wanted, body.amount.amount)];
  }
  if (part === 'versions') {
    return takeVersion(wanted, query.get('name'), body);
  }
  if (kind.startsWith('sponsor') || kind === 'payer-rule') {
    return changeSponsors(path, body);
  }
  if (kind === 'payers') {
    return [200, Object.assign(wallets.find(({ payer }) => payer.id === wanted).payer, body)];
  }
  const password = `${Math.random().toString(36).slice(2, 12)}-${Math.random().toString(36).slice(2, 10)}`;
  if (part === 'password') {
    return [200, { password }];
  }
  if (kind === 'trunks' && wanted === 'attempts') {
    return [200, attempt(body)];
  }
  const at = stores[kind];
  if (method === 'POST' && kind === 'phones') {
    if (phones.some(({ user }) => user === body.user)) {
      return problem(422, 'invalid', 'Not valid', 'The phone cannot be created.', {
        violations: [{ field: 'user', message: `There is a phone ${body.user} already.` }],
      });
    }
    const [status, made] = at.post(body);
    return [status, { ...made, password }];
  }
  return method === 'POST'
    ? at.post(body)
    : method === 'PUT'
      ? at.put(wanted, body)
      : at.remove(wanted);
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const json = (request.headers['content-type'] ?? '').includes('json');
  return json ? JSON.parse(bytes.toString('utf8')) : bytes;
}

function cookie(request, name) {
  return new RegExp(`(?:^|; )${name}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1];
}

function stream(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': hello\n\n');
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
}

export function mock() {
  simulate();
  return async (request, response, next) => {
    const url = new URL(request.url, 'http://mock');
    if (!url.pathname.startsWith('/api/v1/')) {
      next();
      return;
    }
    const path = url.pathname.slice('/api/v1/'.length).split('/');
    const fault = cookie(request, 'mock-fault');
    const faulty = path[0] !== 'me';
    if (path[0] === 'events') {
      fault === 'no-events' ? response.writeHead(503).end() : stream(response);
      return;
    }
    const role = cookie(request, 'mock-role') ?? 'ADMIN';
    let [status, body] =
      fault === 'signed-out'
        ? problem(401, 'not-signed-in', 'Not signed in', 'Sign in first.')
        : request.method === 'GET'
          ? reads(path, url.searchParams, role)
          : changes(request.method, path, await bodyOf(request), request.headers, url.searchParams);
    if (faulty && fault === 'error') {
      const detail = 'The books are being restored. Calls go on; try again in a minute.';
      [status, body] = problem(500, 'database-away', 'The database is away', detail);
    } else if (faulty && fault === 'empty' && Array.isArray(body?.items)) {
      body = { items: [], next: null };
    }
    if (faulty && fault === 'slow') {
      await new Promise((done) => setTimeout(done, 60_000).unref());
    }
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
    response.end(body === null ? '' : JSON.stringify(body));
  };
}
