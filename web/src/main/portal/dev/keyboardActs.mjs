// Things a person does with the keyboard alone.
async function theKeyboardReachesTheContent(page, base) {
  await page.goto(`${base}/calls`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const inside = await page.evaluate(() => document.activeElement?.closest('main') !== null);
  return inside ? undefined : 'the skip link does not lead into the content';
}

/** Deleted by keyboard, row after row: then the keyboard is at the next one, and at last at the heading. */
async function theKeyboardStaysWhereARowWasDeleted(page, base) {
  await page.goto(`${base}/phones`);
  const list = page.getByRole('grid', { name: 'Locations' });
  await list.waitFor();
  const row = list.getByRole('row').filter({ has: page.getByRole('button') });
  for (let left = await row.count(); left > 0; left -= 1) {
    const next = left > 1 ? `TR: ${await row.nth(1).innerText()}` : 'H2: Where phones stand';
    const button = row.first().getByRole('button', { name: /^Delete/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await (left > 1 ? row.nth(left - 1) : list).waitFor({ state: 'detached' });
    await page.waitForTimeout(100);
    const found = await page.evaluate(() => {
      const { tagName, innerText } = globalThis.document.activeElement;
      return `${tagName}: ${innerText}`;
    });
    if (found !== next) {
      return `it is at ${found.slice(0, 60)}, not at ${next}`;
    }
  }
  return undefined;
}

export const KEYBOARD_ACTS = [theKeyboardReachesTheContent, theKeyboardStaysWhereARowWasDeleted];
