import { expect, it } from 'vitest';
import { termsInWords } from './terms';

it('terms of recordings are told in words', () => {
  const terms = { retentionDays: 30, membersHearOwn: true, supervisionTone: false, version: 2 };
  expect(termsInWords(terms)).toBe(
    'Recordings are kept for 30 days, members hear their own, a tone is not heard under supervision.',
  );
  expect(termsInWords({ ...terms, retentionDays: 1, supervisionTone: true })).toMatch(
    /^Recordings are kept for one day.*a tone is heard/,
  );
});
