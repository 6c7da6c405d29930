import type { RTCSession } from 'jssip/lib/RTCSession';
import { devices, inUse, moved, remember, remembered, type Device, type Kind } from './choice';
import { sendTo } from './speaker';
import { store } from './store';

export interface Devices {
  readonly there: Readonly<Record<Kind, readonly Device[]>>;
  readonly chosen: Readonly<Record<Kind, Device | null>>;
  /** What became of a device, in words. */
  readonly said: string | null;
}

const state = store<Devices>({
  there: { microphone: [], speaker: [] },
  chosen: { microphone: remembered('microphone'), speaker: remembered('speaker') },
  said: null,
});

export const deviceSnapshot = state.snapshot;
export const subscribeDevices = state.subscribe;

/** The calls that talk, each with the track that was put in the place of its first. */
const calls = new Map<RTCSession, MediaStreamTrack | null>();

function used(kind: Kind): string {
  const { there, chosen } = state.snapshot();
  return inUse(chosen[kind], there[kind]);
}

/** For getUserMedia; a device that has just gone is no reason to refuse. */
export function wanted(): { audio: MediaTrackConstraints | true; video: false } {
  const id = state.snapshot().chosen.microphone?.id;
  return { audio: id === undefined ? true : { deviceId: { ideal: id } }, video: false };
}

function sender(of: RTCSession): RTCRtpSender | undefined {
  const connection = of.connection as RTCPeerConnection | null;
  return connection?.getSenders().find(({ track }) => track?.kind === 'audio');
}

/** Has a call take its sound from the microphone of now; mute and hold stay as they are. */
async function refit(call: RTCSession): Promise<void> {
  const at = sender(call);
  const before = at?.track;
  if (at === undefined || !before) {
    return;
  }
  const stream = await navigator.mediaDevices.getUserMedia(wanted());
  const track = stream.getAudioTracks()[0];
  if (track === undefined || !calls.has(call)) {
    track?.stop();
    return;
  }
  track.enabled = before.enabled;
  track.addEventListener('ended', gone);
  await at.replaceTrack(track);
  track.enabled = before.enabled; // it may have been muted meanwhile
  before.stop();
  calls.set(call, track);
}

async function apply(kind: Kind): Promise<void> {
  if (kind === 'speaker') {
    await sendTo(used('speaker'));
  } else {
    await Promise.all([...calls.keys()].map(refit));
  }
}

async function tryTo(kind: Kind): Promise<void> {
  try {
    await apply(kind);
  } catch {
    const what = kind === 'microphone' ? 'microphone' : 'loudspeaker';
    state.become({ said: `The browser could not use that ${what}.` });
  }
}

/** One after the other, so that the latest holds. */
let turn: Promise<void> = Promise.resolve();

function next(work: () => Promise<void>): Promise<void> {
  turn = turn.then(work, work);
  return turn;
}

/** Looks what is plugged in, and moves what that changes. */
async function look(): Promise<void> {
  const all = await navigator.mediaDevices.enumerateDevices();
  for (const kind of ['microphone', 'speaker'] as const) {
    const { there, chosen } = state.snapshot();
    const from = used(kind);
    const known = there[kind].length > 0;
    state.become({ there: { ...there, [kind]: devices(all, kind) } });
    const to = used(kind);
    if (from !== to) {
      await tryTo(kind);
    }
    const said = known ? moved(kind, chosen[kind], from, to) : null;
    if (said !== null) {
      state.become({ said });
    }
  }
}

export const refresh = () => next(look);

/** A microphone that a call used ended by itself. */
function gone(): void {
  void next(async () => {
    await look();
    for (const call of calls.keys()) {
      if (sender(call)?.track?.readyState === 'ended') {
        state.become({
          said: state.snapshot().said ?? 'Your microphone was unplugged: another one is used.',
        });
        await tryTo('microphone');
        return;
      }
    }
  });
}

/** Follows what is plugged in and out, until the returned function is called. */
export function watch(): () => void {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  const changed = () => void refresh();
  media?.addEventListener('devicechange', changed);
  if (media !== undefined) {
    changed();
  }
  return () => media?.removeEventListener('devicechange', changed);
}

/** @param id empty: the system's choice */
export function choose(kind: Kind, id: string): Promise<void> {
  const { there, chosen } = state.snapshot();
  const device = there[kind].find((each) => each.id === id) ?? null;
  state.become({ chosen: { ...chosen, [kind]: device }, said: null });
  remember(kind, device);
  return next(() => tryTo(kind));
}

/** Asks for the microphone, after which the browser names the devices. */
export async function allow(): Promise<void> {
  state.become({ said: null });
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    stream.getTracks().forEach((track) => track.stop());
    await refresh();
  } catch (error) {
    const none = (error as { name?: unknown } | null)?.name === 'NotFoundError';
    state.become({
      said: none
        ? 'No microphone was found.'
        : 'The browser may not use the microphone; allow it for this site.',
    });
  }
}

/** A call that talks. */
export function mind(call: RTCSession): void {
  calls.set(call, null);
  sender(call)?.track?.addEventListener('ended', gone);
  void refresh(); // now they have names
}

/** It is over; of its tracks, ours are ours to end. */
export function unmind(call: RTCSession): void {
  calls.get(call)?.stop();
  calls.delete(call);
}
