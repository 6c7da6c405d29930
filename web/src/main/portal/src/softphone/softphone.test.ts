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

import { answer, call, connect, disconnect } from './softphone';

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
const session = () => ({
  connection: null,
  remote_identity: { display_name: '', uri: { user: '102' } },
  on: vi.fn(),
  answer: vi.fn(),
  terminate: vi.fn(),
});

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
  const ended = incoming.on.mock.calls.find(([name]) => name === 'ended');
  (ended?.[1] as (end: unknown) => void)({ cause: 'Terminated' });

  jssip.handlers.get('registrationFailed')?.({ cause: 'Rejected' });
  await vi.waitFor(() => expect(later).toHaveBeenCalled());
  call('102');
  expect(jssip.call).toHaveBeenCalledWith(
    '102',
    expect.objectContaining({ pcConfig: { iceServers: relay('2:a') } }),
  );
});
