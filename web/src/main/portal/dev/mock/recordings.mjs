// Recordings of the mock's calls, of a tone of two seconds each.
import { missing, page } from './answers.mjs';
import { calls } from './calls.mjs';

const RATE = 8000;
const terms = { retentionDays: 90, membersHearOwn: false, supervisionTone: false };
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

export function readRecordings([, wanted], query) {
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

export function changeRecordings([, wanted], body) {
  if (wanted === 'terms') {
    return [200, Object.assign(terms, body)];
  }
  const found = recordings.find((each) => each.id === wanted);
  const erased = { audible: false, deleted: new Date().toISOString(), deletedBy: 'you' };
  return found ? [200, Object.assign(found, erased)] : missing();
}
