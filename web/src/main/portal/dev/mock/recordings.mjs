// Recordings of the mock's calls, of a tone of two seconds each.
import { missing, page, problem } from './answers.mjs';
import { calls } from './calls.mjs';
import { changeMusic, changeSounds, readMusic, readSounds } from './sounds.mjs';
import { numbers, phones } from './switchboard.mjs';

const RATE = 8000;
export const terms = {
  retentionDays: 90,
  membersHearOwn: false,
  supervisionTone: false,
  version: 0,
};
const past = calls.filter((call) => call.state === 'ENDED').slice(0, 4);
const day = (at, days) => new Date(Date.parse(at) + days * 86_400_000).toISOString();

export const recordings = past.map((call, index) => ({
  id: `01935f00-0000-7000-8000-00000000000${index}`,
  callId: call.id,
  legId: `01935f00-0000-7000-8000-0000000001${index}0`,
  whole: index !== 2,
  askedBy: index === 1 ? 'program' : 'anna@harbour.example',
  channels: index === 1 ? 1 : 2,
  caller: call.caller,
  callee: call.callee ?? call.dialled,
  began: call.began,
  ended: call.ended,
  reason: ['hung-up', 'digit', 'disk-full', 'stopped'][index],
  millis: 2000,
  maskedMillis: 0,
  lostMillis: 0,
  bytes: 44 + 2 * 2 * 2 * RATE,
  audible: index !== 3,
  expires: day(call.began, 90),
  deleted: index === 3 ? day(call.began, 1) : null,
  deletedBy: index === 3 ? 'anna@harbour.example' : null,
}));

const rule = (more) => ({
  phoneId: null,
  numberId: null,
  internal: false,
  consent: 'announce',
  told: 'both',
  required: false,
  sound: null,
  statement: null,
  changed: '2026-11-20T09:30:00Z',
  changedBy: 'anna@harbour.example',
  ...more,
});
const rules = [
  rule({
    id: 'r1',
    scope: 'number +4930555100',
    numberId: numbers[0]?.id,
    ways: 'incoming',
    consent: 'ask',
    told: 'caller',
    sound: 'may-record',
  }),
  rule({
    id: 'r2',
    scope: 'extension 101',
    phoneId: phones[0].id,
    ways: 'both',
    internal: true,
    required: true,
  }),
  rule({ id: 'r3', scope: 'extension 103', phoneId: phones[2].id, ways: 'never' }),
  rule({
    id: 'r4',
    scope: 'all calls',
    ways: 'outgoing',
    consent: 'silent',
    statement:
      'Orders by telephone; our customers agreed in writing, and the law of the place asks no more.',
  }),
];

recordings[0].because = 'extension 101';
recordings[0].consent = 'announced';
past[0].recordingRule = {
  ruleId: 'r2',
  because: 'extension 101',
  consent: 'announced',
  recordingId: recordings[0].id,
  hindrance: null,
};
past[1].recordingRule = {
  ruleId: 'r1',
  because: 'number +4930555100',
  consent: 'refused',
  recordingId: null,
  hindrance: null,
};

function changeRules(method, [, wanted], body) {
  const at = rules.findIndex((each) => each.id === wanted);
  if (method === 'POST') {
    const made = rule({
      ...body,
      id: `r${rules.length + 1}`,
      scope: body.phoneId ? 'extension 102' : 'all calls',
    });
    rules.push(made);
    return [201, made];
  }
  if (at < 0) {
    return missing();
  }
  return method === 'PUT'
    ? [200, Object.assign(rules[at], body)]
    : (rules.splice(at, 1), [204, null]);
}

export function readRecordings([kind, wanted], query) {
  if (kind === 'sounds') {
    return readSounds(wanted);
  }
  if (kind === 'music-on-hold') {
    return readMusic();
  }
  if (kind === 'recording-rules') {
    return wanted === undefined ? [200, { items: rules }] : missing();
  }
  if (wanted === 'terms') {
    return [200, terms];
  }
  const text = (query.get('with') ?? '').toLowerCase();
  const call = query.get('call');
  return page(
    recordings.filter(
      (each) =>
        (call === null || each.callId === call) &&
        `${each.caller} ${each.callee}`.toLowerCase().includes(text),
    ),
    query,
  );
}

function changeRecordings([, wanted], body) {
  if (wanted === 'terms' && body.version !== terms.version) {
    const told = 'Somebody else changed the terms of recordings meanwhile, and nothing was saved.';
    return problem(409, 'changed-meanwhile', 'Changed meanwhile', told);
  }
  if (wanted === 'terms') {
    return [200, Object.assign(terms, body, { version: terms.version + 1 })];
  }
  const found = recordings.find((each) => each.id === wanted);
  const erased = { audible: false, deleted: new Date().toISOString(), deletedBy: 'you' };
  return found ? [200, Object.assign(found, erased)] : missing();
}

export const recordingChanges = {
  recordings: (_, of, told) => changeRecordings(of, told),
  'recording-rules': changeRules,
  sounds: changeSounds,
  'music-on-hold': (_, _of, told) => changeMusic(told),
};
