import { afterEach, beforeEach, expect, it, vi } from 'vitest';

type Heard = (event: unknown) => void;
type Handlers = Record<string, Heard>;

const line = vi.hoisted(() => ({
  ua: { call: vi.fn(), normalizeTarget: vi.fn() },
  hear: vi.fn(),
}));

vi.mock('./softphone', () => ({ line: () => line.ua, terms: () => ({}) }));
vi.mock('./tones', () => ({ RING: [], RING_BACK: [], sound: () => () => undefined }));
vi.mock('./devices', () => ({ mind: () => undefined, unmind: () => undefined }));
vi.mock('./silence', () => ({ watchSilence: () => undefined }));
vi.mock('./speaker', () => ({ hear: line.hear }));

import { follow } from './legs';
import { snapshot } from './state';
import { back, consult, join, transfer } from './transfer';

/** Stands in for JsSIP's session: it says what is asked of it, and the test what the server says. */
function session(other: string) {
  const on = new Map<string, Heard>();
  const asked: { target: string; replaces: unknown; handlers: Handlers }[] = [];
  let held = false;
  const made = {
    connection: null,
    remote_identity: { uri: { user: other, toString: () => `sip:${other}@harbour.example` } },
    on: (name: string, heard: Heard) => on.set(name, heard),
    say: (name: string, event: unknown = {}) => on.get(name)?.(event),
    asked,
    isOnHold: () => ({ local: held, remote: false }),
    hold: vi.fn(() => {
      held = true;
      made.say('hold');
      return true;
    }),
    unhold: vi.fn(() => {
      held = false;
      made.say('unhold');
      return true;
    }),
    terminate: vi.fn(() => made.say('ended', { cause: 'Terminated' })),
    refer: (target: string, options: { replaces?: unknown; eventHandlers: Handlers }) => {
      asked.push({ target, replaces: options.replaces, handlers: options.eventHandlers });
    },
  };
  return made;
}

type Session = ReturnType<typeof session>;

const open: Session[] = [];

function talking(other: string): Session {
  const made = session(other);
  follow(made as never, { other, incoming: false, verified: null });
  made.say('accepted');
  open.push(made);
  return made;
}

/** The second call, when the first is on hold. */
function asking(other: string): Session {
  const made = session(other);
  line.ua.call.mockReturnValueOnce(made);
  consult(other);
  open.push(made);
  return made;
}

const fragment = (status_code: number, reason_phrase: string) => ({
  status_line: { status_code, reason_phrase },
});

beforeEach(() => {
  vi.stubGlobal('window', { addEventListener: vi.fn(), removeEventListener: vi.fn() });
  line.ua.call.mockReset();
  line.ua.normalizeTarget.mockReset().mockReturnValue({});
});

afterEach(() => {
  open.splice(0).forEach((each) => each.say('ended', { cause: 'Terminated' }));
  vi.unstubAllGlobals();
});

it('puts the other end through, and says how far it is', () => {
  const talk = talking('102');
  transfer(' 10-3 ');
  const refer = talk.asked[0];
  expect(refer).toMatchObject({ target: '103', replaces: undefined });
  expect(snapshot().talk).toMatchObject({ handing: '103', note: 'Putting 102 through to 103…' });
  transfer('104');
  expect(talk.asked, 'one at a time').toHaveLength(1);
  refer?.handlers.progress?.(fragment(180, 'Ringing'));
  expect(snapshot().talk?.note).toBe('103 rings; 102 is put through on answer.');
  refer?.handlers.accepted?.(fragment(200, 'OK'));
  talk.say('ended', { cause: 'Terminated' });
  expect(snapshot()).toMatchObject({ talk: null, said: '102: put through to 103' });
});

it('says why nobody was put through, and tries again', () => {
  const talk = talking('102');
  transfer('103');
  talk.asked[0]?.handlers.failed?.(fragment(486, 'Busy Here'));
  expect(snapshot().talk).toMatchObject({
    handing: null,
    note: '103: busy. You are still connected with 102.',
  });
  transfer('104');
  const response = { status_code: 404, reason_phrase: 'Not Found', getHeader: () => undefined };
  talk.asked[1]?.handlers.requestFailed?.({ cause: 'Rejected', response });
  expect(snapshot().talk?.note).toBe('104: not found. You are still connected with 102.');
  transfer('105');
  talk.asked[2]?.handlers.requestFailed?.({ cause: 'Request Timeout', response: null });
  expect(snapshot().talk?.note).toContain('105: the server does not answer.');
  talk.say('ended', { cause: 'Terminated' });
  expect(snapshot().said).toBe('102: ended');
});

it('holds the first while the second is asked, and joins the two', () => {
  const first = talking('102');
  const second = asking('103');
  expect(first.hold).toHaveBeenCalled();
  expect(snapshot().waiting).toMatchObject({ other: '102', held: true });
  join();
  expect(first.asked, 'nobody has answered').toHaveLength(0);
  second.say('accepted');
  join();
  expect(first.asked[0]).toMatchObject({
    target: 'sip:103@harbour.example',
    replaces: second,
  });
  expect(snapshot().talk?.note).toBe('Joining 102 and 103…');
  first.asked[0]?.handlers.accepted?.(fragment(200, 'OK'));
  second.say('ended', { cause: 'Terminated' });
  first.say('ended', { cause: 'Terminated' });
  expect(snapshot()).toMatchObject({ talk: null, waiting: null, said: '102: joined with 103' });
});

it('says why two were not joined, and keeps both', () => {
  const first = talking('102');
  const second = asking('103');
  second.say('accepted');
  join();
  first.asked[0]?.handlers.failed?.(fragment(603, 'Decline'));
  expect(snapshot().talk?.note).toBe('102 and 103 could not be joined: declined.');
  expect(snapshot().waiting).toMatchObject({ other: '102', handing: null });
});

it('goes back to the first', () => {
  const first = talking('102');
  const second = asking('103');
  back();
  expect(second.terminate).toHaveBeenCalled();
  expect(snapshot()).toMatchObject({ talk: { other: '102', held: false }, waiting: null });
  expect(first.unhold).toHaveBeenCalled();
});

it('leaves the first on hold when the second does not answer, and says why', () => {
  talking('102');
  asking('103').say('failed', { cause: 'Busy' });
  expect(snapshot()).toMatchObject({
    talk: { other: '102', held: true, note: '103: busy' },
    waiting: null,
  });
});

it('goes on with the second when the first hangs up meanwhile', () => {
  const first = talking('102');
  asking('103').say('accepted');
  first.say('ended', { cause: 'Terminated' });
  expect(snapshot()).toMatchObject({ talk: { other: '103', note: '102: ended' }, waiting: null });
});

it('holds nobody for what cannot be called', () => {
  const first = talking('102');
  line.ua.normalizeTarget.mockReturnValue(undefined);
  consult('103@');
  expect(first.hold).not.toHaveBeenCalled();
  expect(snapshot()).toMatchObject({
    talk: { other: '102', note: '103@: this cannot be called' },
    waiting: null,
  });
});
