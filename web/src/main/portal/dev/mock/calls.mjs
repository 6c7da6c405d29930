// Calls of the mock: a past of every kind, and live ones that go on by themselves.
import { VERIFICATIONS } from './verifications.mjs';
import {
  ago,
  charge,
  eur,
  id,
  money,
  quote,
  rates,
  taxed,
  taxIn,
  units,
  wallets,
  boughtFor,
} from './books.mjs';
import { refusalOf } from './refusals.mjs';
import { decisionOf } from './sponsors.mjs';
import { run, runs } from './switchboard.mjs';

export const calls = [];
const at = (base, millis) => new Date(Date.parse(base) + millis).toISOString();

function message(first, call, extra = '') {
  return [
    first,
    'Via: SIP/2.0/UDP 192.168.1.60:5060;branch=z9hG4bK-524287-1;rport=5060',
    `From: "Front desk" <sip:${call.caller}@harbour.example>;tag=8f2a61`,
    `To: <sip:${call.dialled}@harbour.example>`,
    `Call-ID: ${call.id}`,
    'CSeq: 2 INVITE',
    'Max-Forwards: 70',
    'User-Agent: Snom D785/10.1',
    `Content-Length: ${extra.length}`,
    '',
    extra,
  ].join('\r\n');
}

const SDP =
  'v=0\r\no=- 3972 1 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nm=audio 11000 RTP/AVP 8 0 101\r\n';

function ladderOf(call, way) {
  const steps = [];
  const add = (millis, from, to, title, extra) =>
    steps.push({
      at: at(call.began, millis),
      leg: null,
      from,
      to,
      title,
      detail:
        from === to || from === 'program' || to === 'program' ? null : message(title, call, extra),
    });
  if (way === 'asked') {
    add(0, 'meterline', 'meterline', 'ORIGINATING');
    add(3, 'meterline', 'caller', 'INVITE', SDP);
    add(2900, 'caller', 'meterline', '200 OK', SDP);
  }
  const invite = `INVITE sip:${call.dialled}@harbour.example SIP/2.0`;
  if (way !== 'asked') {
    add(0, 'caller', 'meterline', invite.slice(0, 6), SDP);
    add(1, 'meterline', 'caller', '100 Trying');
  }
  if (way === 'refused') {
    add(4, 'meterline', 'meterline', `Refused: ${call.reason}`);
    add(5, 'meterline', 'caller', `${call.sipStatus} ${call.reason}`);
    add(31, 'caller', 'meterline', 'ACK');
    return steps;
  }
  if (way === 'program') {
    add(6, 'meterline', 'meterline', 'State: STEERED');
    add(8, 'meterline', 'program', 'start greet.sh');
    add(19, 'program', 'meterline', 'ANSWER');
    add(22, 'meterline', 'caller', '200 OK', SDP);
    add(48, 'caller', 'meterline', 'ACK');
    add(55, 'program', 'meterline', 'GET DATA welcome 5000 1');
    add(3140, 'meterline', 'program', '200 result=2');
    add(3162, 'program', 'meterline', 'EXEC Dial 102');
  }
  add(3170, 'meterline', 'meterline', 'Credit: held 0.0619 EUR');
  add(3174, 'meterline', 'callee', 'INVITE', SDP);
  add(3221, 'callee', 'meterline', '180 Ringing');
  add(3223, 'meterline', 'meterline', 'State: RINGING');
  if (way !== 'program' && way !== 'asked') {
    add(3224, 'meterline', 'caller', '180 Ringing');
  }
  if (call.answered !== null) {
    add(5120, 'callee', 'meterline', '200 OK', SDP);
    add(5122, 'meterline', 'callee', 'ACK');
    add(5124, 'meterline', 'meterline', 'State: TALKING');
  }
  if (call.ended !== null && call.answered !== null) {
    const end = Date.parse(call.ended) - Date.parse(call.began);
    add(end - 40, 'caller', 'meterline', 'BYE');
    add(end - 39, 'meterline', 'caller', '200 OK');
    add(end - 36, 'meterline', 'callee', 'BYE');
    add(end - 12, 'callee', 'meterline', '200 OK');
    add(end, 'meterline', 'meterline', 'State: ENDED');
  }
  return steps;
}

const quality = (mos, lost) => ({
  codec: 'PCMA/8000',
  packetsReceived: 4710,
  packetsSent: 4708,
  packetsLost: lost,
  packetsDropped: lost > 20 ? 9 : 0,
  jitterMillis: lost > 20 ? 18.4 : 0.4,
  mos,
});

function legsOf(call, way) {
  const leg = (incoming, rest) => ({
    id: id('5b00'),
    incoming,
    destination: null,
    trunk: null,
    payer: null,
    began: call.began,
    answered: call.answered,
    ended: call.ended,
    chargedMillis: 0,
    sipStatus: call.sipStatus,
    reason: call.reason,
    refusal: call.refusal,
    recovered: false,
    quality: call.answered === null ? null : quality(4.4, 0),
    ...rest,
  });
  const legs = [way === 'asked' ? leg(false, { destination: call.caller }) : leg(true, {})];
  if (way !== 'refused') {
    const outside = call.dialled.startsWith('+');
    legs.push(
      leg(false, {
        destination: call.callee,
        trunk: outside ? 'demo-carrier' : null,
        payer: 'Harbour Books',
        chargedMillis: call.talkedMillis,
        quality: call.answered === null ? null : quality(outside ? 3.6 : 4.4, outside ? 61 : 2),
      }),
    );
  }
  return legs;
}

function chargesOf(call, legs) {
  if (call.cost === null || call.ended === null || units(call.cost.amount) === 0n) {
    return [];
  }
  const found = quote(call.dialled, 1);
  const rate = rates.find(({ prefix }) => prefix === (found?.prefix ?? 'extension'));
  const transfer = charge(
    wallets[0],
    call.cost.amount,
    call.ended,
    `Call ${call.caller} to ${call.dialled}`,
    call.id,
  );
  const tax = taxIn(units(call.cost.amount));
  const first = money(units(call.cost.amount) / 2n);
  const { prefix, destination, ...price } = rate;
  return [
    {
      leg: legs[1].id,
      payer: 'Harbour Books',
      walletId: wallets[0].id,
      walletName: wallets[0].name,
      tariff: 'Standard 2026, version 4',
      destination,
      prefix,
      price,
      billedSeconds: Math.ceil(call.talkedMillis / 1000),
      cost: call.cost,
      tax: taxed(units(call.cost.amount)),
      trace: [
        {
          at: at(call.began, 3165),
          kind: 'quote',
          text: `Prefix ${prefix}: ${destination}`,
          amount: null,
        },
        {
          at: at(call.began, 3168),
          kind: 'hold',
          text: 'First block of 30 s, granted',
          amount: first,
        },
        {
          at: at(call.began, 24120),
          kind: 'extend',
          text: 'Held in all until 60 s',
          amount: call.cost,
        },
        { at: call.ended, kind: 'debit', text: 'Seconds used', amount: call.cost },
        {
          at: call.ended,
          kind: 'tax',
          text: `${Number(units(call.cost.amount) - tax) / 1e8} EUR net and 19 % tax of DE.`,
          amount: money(tax),
        },
        { at: call.ended, kind: 'void', text: 'Rest of the hold released', amount: money(0n) },
      ],
      transferId: transfer.id,
      moves: transfer.moves,
    },
  ];
}

function complete(call, way) {
  const legs = legsOf(call, way);
  const record = {
    ...call,
    legs,
    ladder: ladderOf(call, way),
    charges: chargesOf(call, legs),
    ...boughtFor(call),
    payerDecisions: call.cost === null ? [] : [decisionOf(legs.at(-1).id, call.began)],
    programRuns: [],
  };
  if (way === 'program') {
    const failed = runs.length % 4 === 3;
    const text = failed
      ? 'greet.sh: line 41: /opt/agents.txt: No such file or directory\n'
      : `greet.sh: caller ${call.caller} chose 2\ngreet.sh: dialling 102\n`;
    const one = run(call.id, at(call.began, 8), call.ended, failed ? 1 : 0, text);
    record.programRuns.push(one);
    if (call.ended !== null) {
      runs.unshift(one);
    }
  }
  return record;
}

const PAST = [
  ['101', '+49301234567', 'OUTGOING', 94, 200, 'Normal clearing', 'outside'],
  ['101', '500', 'INTERNAL', 61, 200, 'Normal clearing', 'program'],
  ['+491701112233', '+4930555100', 'INCOMING', 182, 200, 'Normal clearing', 'program'],
  ['102', '101', 'INTERNAL', 17, 200, 'Normal clearing', 'inside'],
  ['102', '+8816123456', 'OUTGOING', 0, 402, 'Wallet too low for the first minute', 'refused'],
  ['101', '777', 'INTERNAL', 0, 404, 'No such number at harbour.example', 'refused'],
  ['101', '102', 'INTERNAL', 0, 486, 'Busy here', 'inside'],
  ['102', '+441632960123', 'OUTGOING', 3725, 200, 'Credit ended', 'outside'],
  ['102', '+49301234567', 'OUTGOING', 48, 200, 'Normal clearing', 'asked'],
  ['101', '112', 'OUTGOING', 40, 200, 'Normal clearing', 'inside'],
];

function summary(caller, dialled, direction, began, rest) {
  return {
    id: id('5a00'),
    state: 'ARRIVED',
    direction,
    caller,
    dialled,
    callee: null,
    began,
    answered: null,
    ended: null,
    talkedMillis: 0,
    cost: null,
    sipStatus: null,
    reason: null,
    refusal: null,
    askedBy: null,
    ...rest,
  };
}

for (let index = 62; index >= 0; index -= 1) {
  const [caller, dialled, direction, seconds, sipStatus, reason, way] = PAST[index % PAST.length];
  const began = ago(index * 1741 + 4000);
  const talkedMillis = seconds * 1000 + (seconds === 0 ? 0 : 412);
  const answered = seconds === 0 ? null : at(began, 5120);
  const cost = seconds === 0 ? null : (quote(dialled, seconds)?.cost ?? eur('0.06100000'));
  const ended =
    answered === null ? at(began, way === 'refused' ? 5 : 9000) : at(answered, talkedMillis);
  const callee = way === 'refused' ? null : direction === 'OUTGOING' ? dialled : '102';
  const call = summary(caller, dialled, direction, began, {
    state: 'ENDED',
    answered,
    ended,
    callee,
    talkedMillis,
    cost: dialled === '112' ? eur('0.00000000') : cost,
    bundled: dialled.startsWith('+44') ? { amount: '600', currency: 'SEC' } : null,
    sipStatus,
    reason,
    refusal: refusalOf(sipStatus, reason),
    askedBy: way === 'asked' ? 'agent@harbour.example' : null,
    verification: direction === 'INCOMING' ? VERIFICATIONS[index % 2] : null,
  });
  calls.unshift(complete(call, way));
}

const LIFE = [
  'ARRIVED',
  'ASKING',
  'RINGING',
  'TALKING',
  'TALKING',
  'TALKING',
  'TALKING',
  'ENDING',
  'ENDED',
];

/** A live call that has reached some step of its life. */
export function place(caller, dialled, direction, step, secondsAgo) {
  const call = summary(caller, dialled, direction, ago(secondsAgo), {});
  const record = { ...call, legs: [], ladder: [], charges: [], programRuns: [], step: step - 1 };
  calls.unshift(record);
  return advance(record);
}

/** Lets a live call go one step further; returns it. */
export function advance(call, straightTo) {
  call.step = straightTo === undefined ? call.step + 1 : LIFE.indexOf(straightTo);
  call.state = LIFE[Math.min(call.step, LIFE.length - 1)];
  const program = call.dialled === '500';
  if (program && call.state === 'RINGING') {
    call.state = 'STEERED';
  }
  if (call.step >= 3 && call.answered === null && call.state !== 'ENDED') {
    call.answered = at(call.began, 5120);
    call.callee = program ? '102' : call.dialled;
  }
  if (call.answered !== null) {
    call.talkedMillis = Date.now() - Date.parse(call.answered);
    call.cost = quote(call.dialled, Math.ceil(call.talkedMillis / 1000))?.cost ?? eur('0.01230000');
  }
  if (call.state === 'ENDED') {
    call.ended = new Date().toISOString();
    call.sipStatus = call.answered === null ? 487 : 200;
    call.reason = call.answered === null ? 'Request terminated' : 'Normal clearing';
  }
  const way = program ? 'program' : 'outside';
  Object.assign(call, { ...complete(call, way), step: call.step });
  return call;
}

export function summaryOf(call) {
  const inRecordOnly = [
    ...['legs', 'ladder', 'charges', 'payerDecisions', 'programRuns', 'step'],
    ...['bought', 'boughtRefunds', 'boughtCharged', 'boughtRefunded', 'boughtFor'],
  ];
  return Object.fromEntries(Object.entries(call).filter(([name]) => !inRecordOnly.includes(name)));
}
