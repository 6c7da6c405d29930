import type { Verification } from '../api/callShapes';
import type { Talk } from './talk';

/** What JsSIP calls the causes of an end, in words for people. */
const CAUSES: Readonly<Record<string, string>> = {
  Busy: 'busy',
  Rejected: 'declined',
  Redirected: 'has moved',
  Unavailable: 'cannot be reached now',
  'Not Found': 'not found',
  'Address Incomplete': 'the number is not complete',
  'No Answer': 'no answer',
  Canceled: 'not answered',
  Expires: 'no answer',
  'No ACK': 'the connection was lost',
  Terminated: 'ended',
  'Request Timeout': 'the server does not answer',
  'Connection Error': 'the connection was lost',
  'RTP Timeout': 'no sound came any more',
  'User Denied Media Access':
    'the browser may not use the microphone; allow it for this site and call again',
  'Incompatible SDP': 'the other end has no audio that a browser understands',
  'Missing SDP': 'the other end offered no audio',
  'WebRTC Error': 'the browser could not set up the audio',
  'Authentication Error': 'the phone was not let in',
};

/**
 * Why a call ended.
 *
 * @param reason as the server's Reason header has it (RFC 3326), if it came
 */
export function why(cause: string, reason?: string): string {
  const said = reason === undefined ? null : /;\s*text="([^"]+)"/.exec(reason);
  return plain(said?.[1]) ?? CAUSES[cause] ?? cause.toLowerCase();
}

/** The plain phrases of SIP (RFC 3261, section 21), in words for people. */
const PHRASES: Readonly<Record<string, string>> = {
  'busy here': 'busy',
  'busy everywhere': 'busy',
  decline: 'declined',
  'not found': 'not found',
  'temporarily unavailable': 'cannot be reached now',
  'address incomplete': 'the number is not complete',
  'request timeout': 'no answer',
  'request terminated': 'no answer',
};

function plain(phrase: string | undefined): string | undefined {
  return phrase === undefined ? undefined : (PHRASES[phrase.toLowerCase()] ?? phrase);
}

/** Why a transfer failed, from the response that was told of (RFC 3515, section 2.4.5). */
export function turnedDown(status: number, phrase: string): string {
  return plain(phrase) || `refused (${status})`;
}

/** A call as it is read out when it changes: without what changes each second. */
export function inWords(
  { other, incoming, state, muted, held }: Talk,
  waiting?: Talk | null,
): string {
  if (waiting) {
    const asked = state === 'ringing' ? `Calling ${other}` : `Talking with ${other}`;
    return `${asked}${muted ? ', muted' : ''}; ${waiting.other} is on hold`;
  }
  if (state === 'ringing') {
    return incoming ? `${other} is calling` : `Calling ${other}`;
  }
  return `Talking with ${other}${muted ? ', muted' : ''}${held ? ', on hold' : ''}`;
}

/** A number or name as it is dialled: without what people put between digits. */
export function dialled(text: string): string {
  const trimmed = text.trim();
  return /^[+\d][\d\s()/.-]*$/.test(trimmed) ? trimmed.replace(/[\s()/.-]/g, '') : trimmed;
}

const VERSTAT = {
  'TN-Validation-Passed': ['passed', 'the number is the caller’s'],
  'TN-Validation-Failed': ['failed', 'the number may be somebody else’s'],
  'No-TN-Validation': ['none', 'nobody has signed for the caller'],
} as const;

/** What the headers of a call that comes in say of its caller (3GPP TS 24.229, 7.2A.20). */
export function verification(
  asserted: string | undefined,
  attested: string | undefined,
): Verification | null {
  const verstat = /;verstat=([A-Za-z-]+)/.exec(asserted ?? '')?.[1] ?? '';
  if (!(verstat in VERSTAT)) {
    return null;
  }
  const [status, words] = VERSTAT[verstat as keyof typeof VERSTAT];
  const level = attested === 'A' || attested === 'B' || attested === 'C' ? attested : null;
  return { status, words, problem: null, attestation: status === 'passed' ? level : null };
}
