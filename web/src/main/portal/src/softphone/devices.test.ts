import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.mock('./speaker', () => ({ sendTo: vi.fn() }));

interface Track {
  readonly kind: 'audio';
  readonly of: string;
  enabled: boolean;
  readyState: string;
  readonly stop: () => void;
  readonly addEventListener: (name: string, heard: () => void) => void;
  gone: () => void;
}

function track(of: string): Track {
  const made: Track = {
    kind: 'audio',
    of,
    enabled: true,
    readyState: 'live',
    stop: () => (made.readyState = 'ended'),
    addEventListener: (_name, heard) => {
      made.gone = () => {
        made.readyState = 'ended';
        heard();
      };
    },
    gone: () => undefined,
  };
  return made;
}

const input = (deviceId: string) => ({ kind: 'audioinput', deviceId, label: `The ${deviceId}` });
const output = (deviceId: string) => ({ kind: 'audiooutput', deviceId, label: `The ${deviceId}` });

let there: unknown[];
let changed: () => void;

beforeEach(() => {
  vi.resetModules();
  there = [input('headset'), input('webcam'), output('headphones')];
  vi.stubGlobal('navigator', {
    mediaDevices: {
      enumerateDevices: () => Promise.resolve(there),
      getUserMedia: ({ audio }: { audio: true | { deviceId: { ideal: string } } }) => {
        const id = audio === true ? 'default' : audio.deviceId.ideal;
        const is = there.some((each) => (each as { deviceId: string }).deviceId === id);
        return Promise.resolve({ getAudioTracks: () => [track(is ? id : 'default')] });
      },
      addEventListener: (_name: string, heard: () => void) => (changed = heard),
      removeEventListener: vi.fn(),
    },
  });
});

afterEach(() => vi.unstubAllGlobals());

/** A call with the default microphone, which is replaced as a browser does it. */
function call() {
  const sender = {
    track: track('default'),
    replaceTrack: (next: Track) => {
      sender.track = next;
      return Promise.resolve();
    },
  };
  return { sender, session: { connection: { getSenders: () => [sender] } } as never };
}

async function started() {
  const { sendTo } = await import('./speaker');
  const devices = await import('./devices');
  devices.watch();
  await devices.refresh();
  return { ...devices, sendTo };
}

it('changes the microphone in a call, which stays muted', async () => {
  const { choose, mind, unmind } = await started();
  const { sender, session } = call();
  const before = sender.track;
  mind(session);
  before.enabled = false;
  await choose('microphone', 'headset');
  expect(sender.track).toMatchObject({ of: 'headset', enabled: false });
  expect(before.readyState, 'nobody listens there any more').toBe('ended');
  unmind(session);
  expect(sender.track.readyState).toBe('ended');
});

it('falls back when the chosen one is unplugged, and returns to it', async () => {
  const { choose, mind, refresh, deviceSnapshot } = await started();
  const { sender, session } = call();
  mind(session);
  await choose('microphone', 'headset');
  const all = there;
  there = [input('webcam'), output('headphones')];
  changed();
  await refresh();
  expect(sender.track.of).toBe('default');
  expect(deviceSnapshot().said).toContain('The headset is not plugged in');
  there = all;
  changed();
  await refresh();
  expect(sender.track.of).toBe('headset');
  expect(deviceSnapshot().said).toContain('The headset is used again');
});

it('takes another when the default is unplugged', async () => {
  const { mind, refresh, deviceSnapshot } = await started();
  const { sender, session } = call();
  mind(session);
  sender.track.gone();
  await refresh();
  expect(sender.track.readyState).toBe('live');
  expect(deviceSnapshot().said).toBe('Your microphone was unplugged: another one is used.');
});

it('sends the sound to the chosen loudspeaker', async () => {
  const { choose, refresh, sendTo } = await started();
  await choose('speaker', 'headphones');
  expect(sendTo).toHaveBeenLastCalledWith('headphones');
  there = [input('webcam')];
  changed();
  await refresh();
  expect(sendTo).toHaveBeenLastCalledWith('');
});

it('says when the browser cannot use what was chosen', async () => {
  const { choose, deviceSnapshot, sendTo } = await started();
  vi.mocked(sendTo).mockRejectedValueOnce(new Error('no'));
  await choose('speaker', 'headphones');
  expect(deviceSnapshot().said).toBe('The browser could not use that loudspeaker.');
});
