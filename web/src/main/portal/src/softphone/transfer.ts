import { follow, putThrough, talkingLeg, tell, waitingLeg, type Leg } from './legs';
import { terms, line } from './softphone';
import { dialled, turnedDown, why } from './words';

interface Told {
  readonly status_line: { readonly status_code: number; readonly reason_phrase: string };
}

interface Refused {
  readonly cause: string;
  readonly response: {
    readonly status_code: number;
    readonly reason_phrase: string;
    readonly getHeader: (name: string) => string | undefined;
  } | null;
}

/** Asks that the other end of a call be put through, and says what comes of it (RFC 3515). */
function refer(leg: Leg, target: string, to: string, replaces: Leg | null): void {
  const { other } = leg.talk;
  // In the call that is looked at.
  const say = (note: string) => {
    tell(leg, { note });
    if (replaces !== null) {
      tell(replaces, { note });
    }
  };
  const failed = (how: string) => {
    tell(leg, { handing: null });
    say(
      replaces === null
        ? `${to}: ${how}. You are still connected with ${other}.`
        : `${other} and ${to} could not be joined: ${how}.`,
    );
  };
  tell(leg, { handing: to });
  say(replaces === null ? `Putting ${other} through to ${to}…` : `Joining ${other} and ${to}…`);
  try {
    leg.session.refer(target, {
      ...(replaces !== null && { replaces: replaces.session }),
      eventHandlers: {
        requestFailed: ({ response, cause }: Refused) =>
          failed(
            response === null
              ? why(cause)
              : why(
                  turnedDown(response.status_code, response.reason_phrase),
                  response.getHeader('Reason'),
                ),
          ),
        progress: () => replaces === null && say(`${to} rings; ${other} is put through on answer.`),
        accepted: () => {
          putThrough(leg, replaces === null ? `put through to ${to}` : `joined with ${to}`);
          if (replaces !== null) {
            putThrough(replaces, `joined with ${other}`);
          }
        },
        failed: ({ status_line: { status_code: status, reason_phrase: phrase } }: Told) =>
          failed(turnedDown(status, phrase)),
      },
    });
  } catch {
    failed('this cannot be called'); // no address can be made of it
  }
}

/** The call that could be handed on now. */
function free(): Leg | null {
  const leg = talkingLeg();
  const can = leg?.talk.state === 'talking' && leg.talk.handing === null && waitingLeg() === null;
  return can ? leg : null;
}

/** Puts the other end through to somebody, unasked. */
export function transfer(text: string): void {
  const leg = free();
  const to = dialled(text);
  if (leg !== null && to !== '') {
    refer(leg, to, to, null);
  }
}

/** Holds the call and calls somebody, who is to be asked first. */
export function consult(text: string): void {
  const leg = free();
  const to = dialled(text);
  const ua = line();
  if (leg === null || ua === null || to === '') {
    return;
  }
  if (!ua.normalizeTarget(to)) {
    tell(leg, { note: `${to}: this cannot be called` });
  } else if (!leg.talk.held && !leg.session.hold()) {
    tell(leg, { note: 'The call could not be held; try again.' });
  } else {
    tell(leg, { note: null });
    follow(ua.call(to, terms()), { other: to, incoming: false, verified: null });
  }
}

/** Joins who waits with who was asked, and leaves both. */
export function join(): void {
  const first = waitingLeg();
  const second = talkingLeg();
  if (first !== null && second?.talk.state === 'talking' && first.talk.handing === null) {
    refer(first, second.session.remote_identity.uri.toString(), second.talk.other, second);
  }
}

/** Leaves who was asked and takes up the first call. */
export function back(): void {
  const first = waitingLeg();
  if (first !== null) {
    talkingLeg()?.session.terminate();
    first.session.unhold();
    tell(first, { note: null });
  }
}
