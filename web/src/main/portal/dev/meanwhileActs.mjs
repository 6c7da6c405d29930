// Two change the same.
import { terms } from './mock/recordings.mjs';

/** Typed on the page while somebody else saves other terms: it stays, is refused, and opens again with theirs. */
async function typedTermsStayWhenSomebodyElseSaved(page, base) {
  await page.goto(`${base}/recordings`);
  const days = page.getByLabel('Days kept');
  await days.fill('120');
  Object.assign(terms, { retentionDays: 200, version: terms.version + 1 });
  const keep = page.getByRole('button', { name: 'Keep', exact: true });
  const read = page.waitForResponse(
    (answer) => answer.request().method() === 'GET' && answer.url().endsWith('/recordings/terms'),
  );
  await keep.click();
  const fault = page.getByText('Somebody else changed the terms of recordings').first();
  await fault.waitFor();
  await read;
  await page.waitForTimeout(100);
  const typed = await days.inputValue();
  if (typed !== '120') {
    return `${typed} stands where 120 was typed`;
  }
  await page.getByRole('button', { name: 'Open it again with what was saved' }).click();
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
