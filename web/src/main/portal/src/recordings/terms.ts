import type { RecordingTerms } from '../api/recordingShapes';

/** How recordings are kept, in a sentence. */
export function termsInWords(terms: RecordingTerms): string {
  const { retentionDays, membersHearOwn, supervisionTone } = terms;
  return [
    `Recordings are kept for ${retentionDays === 1 ? 'one day' : `${retentionDays} days`}`,
    membersHearOwn ? 'members hear their own' : 'members do not hear their own',
    `a tone is ${supervisionTone ? '' : 'not '}heard under supervision.`,
  ].join(', ');
}
