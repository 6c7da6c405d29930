// Somebody is signed out while a form is open.
async function aFormIsSentAfterSigningInAgain(page, base) {
  const server = (fault) =>
    page.context().addCookies([{ name: 'mock-fault', value: fault, url: base }]);
  await page.goto(`${base}/numbers`);
  await page.getByRole('button', { name: 'Attach a number' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Number' }).fill('577');
  await dialog.getByLabel('Leads to').selectOption({ index: 1 });
  await dialog.getByLabel('Description').fill('Typed with care');
  await server('signed-out');
  await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
  await dialog.getByText('You are signed out').waitFor();
  await server('none');
  const opened = page.waitForEvent('popup');
  await dialog.getByRole('button', { name: 'Sign in again' }).click();
  const tab = await opened;
  if (!tab.isClosed()) {
    await tab.waitForEvent('close');
  }
  await page.bringToFront(); // as browsers do by themselves
  const kept = await dialog.getByLabel('Description').inputValue();
  if (kept !== 'Typed with care') {
    return `the description is ${kept}`;
  }
  await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByText('Attached 577').first().waitFor();
  await page.getByText('You are signed out').waitFor({ state: 'detached' });
  return undefined;
}

export const SIGNED_OUT_ACTS = [aFormIsSentAfterSigningInAgain];
