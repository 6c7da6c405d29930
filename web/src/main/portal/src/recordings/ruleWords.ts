import type {
  Consent,
  RecordingRule,
  RuledRecording,
  Told,
  Ways,
} from '../api/recordingRuleShapes';

export const WAYS: readonly (readonly [Ways, string])[] = [
  ['both', 'incoming and outgoing'],
  ['incoming', 'incoming'],
  ['outgoing', 'outgoing'],
  ['never', 'never, whatever other rules say'],
];

export const CONSENTS: readonly (readonly [Consent, string])[] = [
  ['announce', 'tell them: who goes on agrees'],
  ['ask', 'ask them: 1 to agree, 2 to refuse'],
  ['silent', 'tell nobody'],
];

export const TOLD: readonly (readonly [Told, string])[] = [
  ['both', 'caller and called'],
  ['caller', 'the caller'],
  ['called', 'who is called'],
];

/** Which calls a rule records. */
export function callsOf({ ways, internal }: Pick<RecordingRule, 'ways' | 'internal'>): string {
  if (ways === 'never') {
    return 'Never recorded';
  }
  const which =
    ways === 'both' ? 'Incoming and outgoing' : ways === 'incoming' ? 'Incoming' : 'Outgoing';
  return internal ? `${which}, inside too` : which;
}

type Asks = Pick<RecordingRule, 'ways' | 'consent' | 'told' | 'sound'>;

/** How those who talk come to agree. */
export function agreementOf({ ways, consent, told, sound }: Asks): string {
  if (ways === 'never') {
    return '–';
  }
  if (consent === 'silent') {
    return 'Nobody is told';
  }
  const whom = { both: 'Both are', caller: 'The caller is', called: 'Who is called is' }[told];
  return `${whom} ${consent === 'ask' ? 'asked' : 'told'}${typeof sound === 'string' ? `, by your sound ${sound}` : ''}`;
}

const HOW: Readonly<Record<string, string>> = {
  silent: 'nobody was told',
  announced: 'it was announced',
  agreed: 'they agreed by a key',
  refused: 'one refused',
  unanswered: 'one who was asked pressed no key',
  'not-told': 'one could not be told',
};

/** How it came that a recording was made. */
export function consentOf(consent: string): string {
  return HOW[consent] ?? consent;
}

const HINDRANCES: Readonly<Record<string, string>> = { 'disk-full': 'the disk had no room' };

/** What came of a rule, in a line. */
export function ruledOf({ because, consent, recordingId, hindrance }: RuledRecording): string {
  const made = recordingId === null || recordingId === undefined ? 'Not recorded' : 'Recorded';
  const why =
    hindrance === null || hindrance === undefined
      ? consentOf(consent)
      : (HINDRANCES[hindrance] ?? hindrance);
  return `${made} by the rule of ${because}: ${why}`;
}
