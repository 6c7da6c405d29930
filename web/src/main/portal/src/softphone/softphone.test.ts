import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const jssip = vi.hoisted(() => ({
  handlers: new Map<string, (event: unknown) => void>(),
  call: vi.fn(),
  change: vi.fn(),
}));

vi.mock('jssip', () => ({
  default: {
    WebSocketInterface: vi.fn(),
    UA: class {
      on = (name: string, heard: (event: unknown) => void) => jssip.handlers.set(name, heard);
      start = () => undefined;
      stop = () => undefined;
      set = () => undefined;
      call = jssip.call;
    },
  },
}));
vi.mock('../api/http', () => ({ change: jssip.change }));
vi.mock('./tones', () => ({ RING: [], RING_BACK: [], sound: () => () => undefined }));

import { answer, call, connect, disconnect, press, snapshot } from './softphone';

const relay = (username: string) => [
  { urls: ['stun:stun.example'] },
  { urls: ['turn:turn.example'], username, credential: `of ${username}` },
];
const pass = (username: string) => ({
  sipUri: 'sip:103@harbour.example',
  password: 'secret',
  until: '2030-01-01T00:00:00Z',
  server: '/sip/harbour.example',
  iceServers: relay(username),
});
const later = vi.fn();
const session = () => {
  const on = vi.fn();
  return {
    connection: null,
    remote_identity: { display_name: '', uri: { user: '102' } },
    on,
    answer: vi.fn(),
    sendDTMF: vi.fn(),
    terminate: () => {
      const ended = on.mock.calls.find(([name]) => name === 'ended');
      (ended?.[1] as (end: unknown) => void)({ cause: 'Terminated' });
    },
  };
};

beforeEach(() => {
  vi.stubGlobal('window', {
    location: { protocol: 'https:', host: 'meterline.example' },
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
    setTimeout: later,
  });
  jssip.call.mockReset().mockImplementation(session);
  jssip.change.mockReset();
  later.mockReset();
});

afterEach(() => {
  disconnect();
  vi.unstubAllGlobals();
  vi.resetModules();
});

it('calls and answers by the servers that came with its pass, and later by those of the next', async () => {
  jssip.change.mockResolvedValueOnce(pass('1:a')).mockResolvedValueOnce(pass('2:a'));
  await connect({ id: 'a', user: '103' });
  const incoming = session();
  const request = { getHeader: () => undefined };
  jssip.handlers.get('newRTCSession')?.({ originator: 'remote', session: incoming, request });
  answer();
  expect(incoming.answer).toHaveBeenCalledWith(
    expect.objectContaining({ pcConfig: { iceServers: relay('1:a') } }),
  );
  incoming.terminate();

  jssip.handlers.get('registrationFailed')?.({ cause: 'Rejected' });
  await vi.waitFor(() => expect(later).toHaveBeenCalled());
  call('102');
  expect(jssip.call).toHaveBeenCalledWith(
    '102',
    expect.objectContaining({ pcConfig: { iceServers: relay('2:a') } }),
  );
});

it('says why it was not let in, after some tries', async () => {
  jssip.change.mockResolvedValue(pass('1:a'));
  await connect({ id: 'a', user: '103' });
  const response = { getHeader: () => 'SIP;cause=403;text="Not with this password"' };
  for (let i = 0; i < 4; i++) {
    jssip.handlers.get('registrationFailed')?.({ cause: 'Rejected', response });
  }
  expect(snapshot()).toMatchObject({ line: 'failed', said: 'Not with this password' });
});

it('says that something cannot be called, and keeps the keys that were pressed', async () => {
  jssip.change.mockResolvedValue(pass('1:a'));
  await connect({ id: 'a', user: '103' });
  jssip.call.mockImplementationOnce(() => {
    throw new TypeError('Invalid target: 101@');
  });
  call('101@');
  expect(snapshot()).toMatchObject({ talk: null, said: '101@: this cannot be called' });
  call('102');
  press('4');
  press('#');
  expect(snapshot().talk?.pressed).toBe('4#');
});
