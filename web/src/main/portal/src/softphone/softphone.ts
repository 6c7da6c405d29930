import type { UA } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage';
import type { RTCSessionEvent } from 'jssip/lib/UA';
import { change } from '../api/http';
import { sentenceOf } from '../api/problem';
import type { Phone, PhonePass } from '../api/shapes';
import { wanted } from './devices';
import { follow, talkingLeg, tell, waitingLeg } from './legs';
import { OFF, become, snapshot } from './state';
import { dialled, verification, why } from './words';

export { snapshot, subscribe } from './state';
export type { Line, Snapshot, Talk } from './talk';

const AGAIN_MILLIS = 1000;
/** A password that was just made may be known to the server a moment later. */
const TRIES = 3;

/** What its types leave out: an address as it would be called; undefined: none. */
type Caller = UA & { normalizeTarget(target: string): unknown };

let ua: Caller | null = null;
let tries = 0;
let iceServers: RTCIceServer[] = [];

async function pass(phone: Pick<Phone, 'id'>): Promise<PhonePass> {
  return change<PhonePass>('POST', `/phones/${encodeURIComponent(phone.id)}/passes`);
}

/** The password is good for some hours only: another, and again. */
async function renew(phone: Pick<Phone, 'id'>, of: Caller): Promise<void> {
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
    const made = new JsSIP.UA({
      sockets: [socket],
      uri: given.sipUri,
      password: given.password,
    }) as Caller;
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
      } else if (talkingLeg() === null) {
        const { display_name: name, uri } = another.remote_identity;
        const caller = name && name !== uri.user ? `${name} (${uri.user})` : uri.user;
        const header = (of: string) => (request as IncomingRequest).getHeader(of);
        follow(another, {
          other: caller,
          incoming: true,
          verified: verification(header('P-Asserted-Identity'), header('Attestation-Info')),
        });
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
  waitingLeg()?.session.terminate();
  session()?.terminate();
  was?.stop();
  become(OFF);
}

/** By which calls are made and taken. */
export const terms = () => ({ mediaConstraints: wanted(), pcConfig: { iceServers } });

/** Whose calls they are; null: nobody's yet. */
export const line = () => ua;

const session = (): RTCSession | null => talkingLeg()?.session ?? null;

export function call(text: string): void {
  const to = dialled(text);
  if (ua === null || session() !== null || to === '') {
    return;
  }
  try {
    follow(ua.call(to, terms()), { other: to, incoming: false, verified: null });
  } catch {
    become({ said: `${to}: this cannot be called` }); // no address can be made of it
  }
}

export function answer(): void {
  session()?.answer(terms());
}

/** Declines, gives up or hangs up. */
export function hangUp(): void {
  session()?.terminate();
}

export function mute(on: boolean): void {
  if (on) {
    session()?.mute({ audio: true });
  } else {
    session()?.unmute({ audio: true });
  }
}

export function hold(on: boolean): void {
  if (on) {
    session()?.hold();
  } else {
    session()?.unhold();
  }
}

/** A digit that the other end hears (RFC 4733). */
export function press(digit: string): void {
  const leg = talkingLeg();
  if (leg !== null) {
    leg.session.sendDTMF(digit, { transportType: 'RFC2833' as never });
    tell(leg, { pressed: leg.talk.pressed + digit });
  }
}
