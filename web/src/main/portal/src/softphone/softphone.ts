import type { UA } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage';
import type { RTCSessionEvent } from 'jssip/lib/UA';
import type { Verification } from '../api/callShapes';
import { change } from '../api/http';
import { sentenceOf } from '../api/problem';
import type { Phone, PhonePass } from '../api/shapes';
import { OFF, become, snapshot, talks } from './state';
import { RING, RING_BACK, sound } from './tones';
import { dialled, verification, why } from './words';

export { snapshot, subscribe } from './state';
export type { Line, Snapshot, Talk } from './talk';

const AGAIN_MILLIS = 1000;
/** A password that was just made may be known to the server a moment later. */
const TRIES = 3;

let ua: UA | null = null;
let session: RTCSession | null = null;
let hush: () => void = () => undefined;
let tries = 0;
let iceServers: RTCIceServer[] = [];
const speaker = typeof Audio === 'undefined' ? null : new Audio();

function quiet(): void {
  hush();
  hush = () => undefined;
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function ended(how: string): void {
  quiet();
  session = null;
  window.removeEventListener('beforeunload', warn);
  const other = snapshot().talk?.other;
  become({ talk: null, said: other === undefined ? how : `${other}: ${how}` });
}

function listen(peer: RTCPeerConnection): void {
  peer.addEventListener('track', ({ streams }) => {
    if (speaker !== null && streams[0] !== undefined) {
      speaker.srcObject = streams[0];
      void speaker.play();
    }
  });
}

/** What JsSIP says at the end of a call; our own ends have no message. */
interface End {
  readonly cause: string;
  readonly message?: { readonly getHeader?: (name: string) => string | undefined };
}

function follow(
  made: RTCSession,
  other: string,
  incoming: boolean,
  verified: Verification | null = null,
): void {
  session = made;
  window.addEventListener('beforeunload', warn);
  become({
    said: null,
    talk: {
      other,
      incoming,
      verified,
      state: 'ringing',
      since: null,
      muted: false,
      held: false,
      pressed: '',
    },
  });
  if (incoming) {
    hush = sound(RING);
  }
  made.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) =>
    listen(peerconnection),
  );
  if ((made.connection as RTCPeerConnection | null) !== null) {
    listen(made.connection);
  }
  made.on('progress', ({ response }: { response?: { body?: string } | null }) => {
    if (!incoming) {
      quiet();
      if (!response?.body) {
        hush = sound(RING_BACK);
      }
    }
  });
  made.on('accepted', () => {
    quiet();
    talks({ state: 'talking', since: new Date().toISOString() });
  });
  made.on('hold', () => talks({ held: made.isOnHold().local }));
  made.on('unhold', () => talks({ held: made.isOnHold().local }));
  made.on('muted', () => talks({ muted: true }));
  made.on('unmuted', () => talks({ muted: false }));
  const over = ({ cause, message }: End) => ended(why(cause, message?.getHeader?.('Reason')));
  made.on('ended', over);
  made.on('failed', over);
}

async function pass(phone: Pick<Phone, 'id'>): Promise<PhonePass> {
  return change<PhonePass>('POST', `/phones/${encodeURIComponent(phone.id)}/passes`);
}

/** The password is good for some hours only: another, and again. */
async function renew(phone: Pick<Phone, 'id'>, of: UA): Promise<void> {
  try {
    const given = await pass(phone);
    if (ua === of) {
      iceServers = given.iceServers;
      of.set('password', given.password);
      window.setTimeout(() => ua === of && of.register(), AGAIN_MILLIS);
    }
  } catch (error) {
    if (ua === of) {
      become({ line: 'failed', said: sentenceOf(error) });
    }
  }
}

/** Makes this browser the phone. */
export async function connect(phone: Pick<Phone, 'id' | 'user'>): Promise<void> {
  disconnect();
  const mine = { ...phone }; // what comes late for an earlier one is not heard
  become({ line: 'connecting', phone: mine });
  try {
    const [{ default: JsSIP }, given] = await Promise.all([import('jssip'), pass(phone)]);
    if (snapshot().phone !== mine) {
      return;
    }
    const socket = new JsSIP.WebSocketInterface(
      `${window.location.protocol.replace('http', 'ws')}//${window.location.host}${given.server}`,
    );
    const made = new JsSIP.UA({ sockets: [socket], uri: given.sipUri, password: given.password });
    ua = made;
    iceServers = given.iceServers;
    tries = 0;
    made.on('registered', () => {
      if (ua === made) {
        tries = 0;
        become({ line: 'ready' });
      }
    });
    made.on('disconnected', () => ua === made && become({ line: 'connecting' }));
    made.on('registrationFailed', ({ cause, response }) => {
      if (ua !== made) {
        return;
      } else if (++tries <= TRIES) {
        become({ line: 'connecting' });
        void renew(phone, made);
      } else {
        const answer = response as IncomingResponse | null; // none came, or one with a reason
        become({ line: 'failed', said: why(String(cause), answer?.getHeader('Reason')) });
      }
    });
    made.on('newRTCSession', ({ originator, session: another, request }: RTCSessionEvent) => {
      if ((originator as string) === 'local') {
        return;
      } else if (session === null) {
        const { display_name: name, uri } = another.remote_identity;
        const caller = name && name !== uri.user ? `${name} (${uri.user})` : uri.user;
        const header = (of: string) => (request as IncomingRequest).getHeader(of);
        follow(
          another,
          caller,
          true,
          verification(header('P-Asserted-Identity'), header('Attestation-Info')),
        );
      } else {
        another.terminate({ status_code: 486 });
      }
    });
    made.start();
  } catch (error) {
    if (snapshot().phone === mine) {
      become({ line: 'failed', said: sentenceOf(error) });
    }
  }
}

/** Ends its call and takes no other. */
export function disconnect(): void {
  const was = ua;
  ua = null;
  session?.terminate();
  was?.stop();
  become(OFF);
}

const terms = () => ({ mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers } });

export function call(text: string): void {
  const to = dialled(text);
  if (ua === null || session !== null || to === '') {
    return;
  }
  try {
    follow(ua.call(to, terms()), to, false);
  } catch {
    become({ said: `${to}: this cannot be called` }); // no address can be made of it
  }
}

export function answer(): void {
  session?.answer(terms());
}

/** Declines, gives up or hangs up. */
export function hangUp(): void {
  session?.terminate();
}

export function mute(on: boolean): void {
  if (on) {
    session?.mute({ audio: true });
  } else {
    session?.unmute({ audio: true });
  }
}

export function hold(on: boolean): void {
  if (on) {
    session?.hold();
  } else {
    session?.unhold();
  }
}

/** A digit that the other end hears (RFC 4733). */
export function press(digit: string): void {
  if (session !== null) {
    session.sendDTMF(digit, { transportType: 'RFC2833' as never });
    talks({ pressed: (snapshot().talk?.pressed ?? '') + digit });
  }
}
