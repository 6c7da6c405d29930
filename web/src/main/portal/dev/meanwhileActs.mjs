// Two change the same.
import { terms } from './mock/recordings.mjs';

/** Typed on the page while somebody else saves other terms: it stays, is refused, and opens again with theirs. */
async function typedTermsStayWhenSomebodyElseSaved(page, base) {
  await page.goto(`${base}/recordings`);
  const days = page.getByLabel('Days kept');
  await days.fill('120');
  Object.assign(terms, { retentionDays: 200, version: terms.version + 1 });
  const keep = page.getByRole('button', { name: 'Keep', exact: true });
  await keep.click();
  const fault = page.getByText('Somebody else changed the terms of recordings').first();
  await fault.waitFor();
  // It is there once the others' terms were read.
  const anew = page.getByRole('button', { name: 'Open it again with what was saved' });
  await anew.waitFor();
  const typed = await days.inputValue();
  if (typed !== '120') {
    return `${typed} stands where 120 was typed`;
  }
  await anew.click();
  await fault.waitFor({ state: 'detached' });
  const saved = await days.inputValue();
  if (saved !== '200') {
    return `opened again it says ${saved}, not the 200 that were saved`;
  }
  await days.fill('300');
  await keep.click();
  await page.getByText('Saved how recordings are kept').first().waitFor();
  return terms.retentionDays === 300 ? undefined : `${terms.retentionDays} days were saved`;
}

export const MEANWHILE_ACTS = [typedTermsStayWhenSomebodyElseSaved];
