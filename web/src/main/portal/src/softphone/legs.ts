import type { RTCSession } from 'jssip/lib/RTCSession';
import { mind, unmind } from './devices';
import { hear } from './speaker';
import { watchSilence } from './silence';
import { become } from './state';
import { NEW, type Talk } from './talk';
import { RING, RING_BACK, sound } from './tones';
import { why } from './words';

/** A call, and what JsSIP has of it. */
export interface Leg {
  readonly session: RTCSession;
  talk: Talk;
  stream: MediaStream | null;
}

let current: Leg | null = null;
let waiting: Leg | null = null;
let hush: () => void = () => undefined;

export const talkingLeg = (): Leg | null => current;
export const waitingLeg = (): Leg | null => waiting;

function show(part: { readonly said?: string | null } = {}): void {
  become({ ...part, talk: current?.talk ?? null, waiting: waiting?.talk ?? null });
}

export function tell(leg: Leg, part: Partial<Talk>): void {
  leg.talk = { ...leg.talk, ...part };
  if (leg === current || leg === waiting) {
    show();
  }
}

function quiet(): void {
  hush();
  hush = () => undefined;
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** What JsSIP says at the end of a call; our own ends have no message. */
interface End {
  readonly cause: string;
  readonly message?: { readonly getHeader?: (name: string) => string | undefined } | null;
}

function ended(leg: Leg, how: string): void {
  unmind(leg.session);
  const said = `${leg.talk.other}: ${how}`;
  if (leg === waiting) {
    waiting = null;
    show();
    if (current !== null && leg.talk.handing === null) {
      tell(current, { note: said });
    }
  } else if (leg === current) {
    quiet();
    current = waiting;
    waiting = null;
    if (current === null) {
      window.removeEventListener('beforeunload', warn);
      show({ said });
    } else {
      hear(current.stream);
      tell(current, current.talk.handing === null ? { note: said } : {});
    }
  }
}

function listen(leg: Leg, peer: RTCPeerConnection): void {
  peer.addEventListener('track', ({ streams }) => {
    leg.stream = streams[0] ?? null;
    if (leg === current) {
      hear(leg.stream);
    }
  });
}

/** Where the person looks: in the call that goes on, or in place of one. */
function say(what: string): void {
  if (current === null) {
    show({ said: what });
  } else {
    tell(current, { note: what });
  }
}

/** What makes its end more than an end. */
const handed = new WeakMap<Leg, string>();

/** The other end has been put through: how is said when the call ends. */
export function putThrough(leg: Leg, how: string): void {
  handed.set(leg, how);
}

/** Makes it the call that one talks in; one that there is waits meanwhile. */
export function follow(made: RTCSession, of: Pick<Talk, 'other' | 'incoming' | 'verified'>): Leg {
  const leg: Leg = { session: made, talk: { ...NEW, ...of }, stream: null };
  waiting = current;
  current = leg;
  window.addEventListener('beforeunload', warn);
  show({ said: null });
  if (of.incoming) {
    hush = sound(RING);
  }
  made.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) =>
    listen(leg, peerconnection),
  );
  if ((made.connection as RTCPeerConnection | null) !== null) {
    listen(leg, made.connection);
  }
  made.on('progress', ({ response }: { response?: { body?: string } | null }) => {
    if (!of.incoming) {
      quiet();
      if (!response?.body) {
        hush = sound(RING_BACK);
      }
    }
  });
  made.on('accepted', () => {
    quiet();
    tell(leg, { state: 'talking', since: new Date().toISOString() });
    mind(made);
    watchSilence(leg, tell);
  });
  const held = () => tell(leg, { held: made.isOnHold().local });
  made.on('hold', held);
  made.on('unhold', held);
  made.on('muted', () => tell(leg, { muted: true }));
  made.on('unmuted', () => tell(leg, { muted: false }));
  // It comes after the end, which knows of a refusal alone.
  made.on('getusermediafailed', (error: unknown) => {
    if ((error as { name?: unknown } | null)?.name === 'NotFoundError') {
      say(`${of.other}: no microphone was found`);
    }
  });
  const over = ({ cause, message }: End) => {
    ended(leg, handed.get(leg) ?? why(cause, message?.getHeader?.('Reason')));
  };
  made.on('ended', over);
  made.on('failed', over);
  return leg;
}
