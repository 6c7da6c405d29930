// Things a person does in the portal, done in Chromium over the mock; `npm run look` runs them after the pictures. Each
// returns a complaint, or nothing when it went well.
import { calls } from './mock/calls.mjs';
import { statements, wallets } from './mock/books.mjs';

async function liveListChangesByItself(page, base) {
  await page.goto(`${base}/calls`);
  const table = page.getByRole('grid', { name: 'Live calls' });
  await table.waitFor();
  const before = await table.innerText();
  const states = (text) => text.replace(/\d:\d\d:\d\d|[\d.]+\s*EUR/g, '');
  for (let tries = 0; tries < 60; tries += 1) {
    await page.waitForTimeout(250);
    if (states(await table.innerText()) !== states(before)) {
      return undefined;
    }
  }
  return 'the live list did not change by itself';
}

async function aCallIsHungUp(page, base) {
  await page.goto(`${base}/calls`);
  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: /^Hang up/, disabled: false }) });
  const link = await row.first().getByRole('link').getAttribute('href');
  await row
    .first()
    .getByRole('button', { name: /^Hang up/ })
    .click();
  await page
    .getByText(/Hanging up|over already/)
    .first()
    .waitFor();
  await page.getByRole('grid', { name: 'Ended calls' }).locator(`a[href="${link}"]`).waitFor();
  const call = calls.find(({ id }) => link.endsWith(id));
  return call.state === 'ENDED' ? undefined : `the call is still ${call.state}`;
}

async function aDoubleClickPaysOnce(page, base) {
  const wallet = wallets[1];
  const before = statements.get(wallet.id).length;
  await page.goto(`${base}/wallets/${wallet.id}`);
  await page.getByRole('button', { name: 'Top up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Amount/).fill('25,50');
  await dialog.getByRole('button', { name: 'Top up' }).dblclick();
  await page.getByText(`Topped up ${wallet.name}`).first().waitFor({ timeout: 5000 });
  await page.getByRole('grid', { name: 'Statement' }).getByText('+25.50').first().waitFor();
  const paid = statements.get(wallet.id).length - before;
  return paid === 1 ? undefined : `a double click paid ${paid} times`;
}

async function aComplaintIsShownAtItsField(page, base) {
  await page.goto(`${base}/phones`);
  await page.getByRole('button', { name: 'Create a phone' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('User').fill('101');
  await dialog.getByLabel('Display name').fill('Twice');
  await dialog.getByLabel('Display name').press('Enter');
  await dialog.getByText('There is a phone 101 already.').first().waitFor({ timeout: 5000 });
  return undefined;
}

async function aFileIsUploaded(page, base) {
  await page.goto(`${base}/programs`);
  await page.getByRole('link', { name: 'Opening hours' }).click();
  const file = {
    name: 'hours.sh',
    mimeType: 'text/x-sh',
    buffer: Buffer.from('#!/bin/sh\necho\n'),
  };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText('The new version is live').first().waitFor({ timeout: 5000 });
  await page.getByRole('grid', { name: 'Versions' }).getByText('hours.sh').waitFor();
  const big = { ...file, buffer: Buffer.alloc(5 * 1024 * 1024 + 1) };
  await page.locator('input[type=file]').setInputFiles(big);
  await page.getByText(/a program may have/).waitFor({ timeout: 5000 });
  return undefined;
}

async function theKeyboardReachesTheContent(page, base) {
  await page.goto(`${base}/calls`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const inside = await page.evaluate(() => document.activeElement?.closest('main') !== null);
  return inside ? undefined : 'the skip link does not lead into the content';
}

export const ACTS = [
  liveListChangesByItself,
  aCallIsHungUp,
  aDoubleClickPaysOnce,
  aComplaintIsShownAtItsField,
  aFileIsUploaded,
  theKeyboardReachesTheContent,
];
