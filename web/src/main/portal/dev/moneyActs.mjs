// What finance does with money in the portal, done in Chromium over the mock; see acts.mjs.
import { statements, wallets } from './mock/books.mjs';

const send = (page, name) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).dblclick();

async function anAccountIsCorrected(page, base) {
  const wallet = wallets[1];
  const before = statements.get(wallet.id).length;
  await page.goto(`${base}/wallets/${wallet.id}`);
  await page.getByRole('button', { name: 'Forced debit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Amount/).fill('2000,5');
  await dialog.getByLabel('Reason').fill('The bank took it back');
  await dialog.getByRole('button', { name: 'Take it' }).click();
  await dialog.getByText('Confirm the amount first.').waitFor();
  await dialog.getByLabel('Yes, take').check();
  await send(page, 'Take it');
  await page
    .getByText(/is owed, and it is frozen/)
    .first()
    .waitFor();
  await page.getByText('This wallet is frozen').waitFor();
  await page.getByRole('grid', { name: 'Receivables' }).getByText('The bank took it').waitFor();
  const taken = statements.get(wallet.id).length - before;
  if (taken !== 1) {
    return `a double click took ${taken} times`;
  }
  await page.getByRole('button', { name: 'Move money' }).click();
  await dialog.getByLabel(/Amount/).fill('1');
  await dialog.getByLabel('Reason').fill('Rome');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await dialog.getByText('Wallet frozen').waitFor();
  await dialog.getByText('Trying again does not help before something is changed.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Settle' }).click();
  await dialog.getByLabel('How').selectOption('WRITE_OFF');
  await dialog.getByLabel('Reason').fill('Let go');
  await send(page, 'Settle');
  await page.getByText('This wallet is frozen').waitFor({ state: 'detached' });
  return undefined;
}

async function moneyMovesAndIsGivenBack(page, base) {
  const [wallet] = wallets;
  await page.goto(`${base}/wallets/${wallet.id}`);
  const dialog = page.getByRole('dialog');
  const statement = page.getByRole('grid', { name: 'Statement' });
  await statement
    .getByRole('button', { name: /^Refund/ })
    .first()
    .click();
  const whole = await dialog.getByLabel(/Amount/).inputValue();
  await dialog.getByLabel(/Amount/).fill('100');
  await dialog.getByLabel('Reason').fill('Bad line');
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click();
  await dialog.getByText(/can still be given back/).waitFor();
  await dialog.getByLabel(/Amount/).fill(whole);
  await send(page, 'Refund');
  await statement.getByText('Bad line').first().waitFor();
  const lines = statements.get(wallet.id).filter(({ text }) => text === 'Bad line').length;
  return lines === 1 ? undefined : `a double click gave back ${lines} times`;
}

async function aWalletGetsCreditAndIsFrozen(page, base) {
  const wallet = wallets[1];
  await page.goto(`${base}/wallets/${wallet.id}`);
  const limit = page.getByRole('region', { name: 'Limit' });
  const dialog = page.getByRole('dialog');
  await limit.getByRole('button', { name: 'Change the floor' }).click();
  await dialog.getByLabel(/Floor/).fill('-50,25');
  await send(page, 'Save');
  await limit.getByText(/a credit of 50.25/).waitFor();
  await limit.getByRole('button', { name: 'Freeze' }).click();
  await send(page, 'Freeze');
  await limit.getByText('it was frozen by hand').waitFor();
  await page.getByText('This wallet is frozen').waitFor();
  await limit.getByRole('button', { name: 'Unfreeze' }).click();
  await send(page, 'Unfreeze');
  await page.getByText('This wallet is frozen').waitFor({ state: 'detached' });
  return wallet.floor.amount === '-50.25000000' ? undefined : `a floor of ${wallet.floor.amount}`;
}

async function aHeldPurchaseIsCaptured(page, base) {
  const [wallet] = wallets;
  const held = wallet.holds.find(({ purchaseId }) => purchaseId);
  await page.goto(`${base}/wallets/${wallet.id}`);
  const row = page.getByRole('grid', { name: 'Open holds' }).getByRole('row');
  await row.filter({ hasText: 'a purchase' }).getByRole('button', { name: 'Capture' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Amount/).fill('4.51');
  await dialog.getByRole('button', { name: 'Capture' }).click();
  await dialog.getByText('Only 4.50 EUR was authorised.').waitFor();
  await dialog.getByLabel(/Amount/).fill('4');
  await send(page, 'Capture');
  await page
    .getByText(/4\.00\sEUR was captured/)
    .first()
    .waitFor();
  await row.filter({ hasText: 'a purchase' }).waitFor({ state: 'detached' });
  const left = wallet.holds.some(({ purchaseId }) => purchaseId === held.purchaseId);
  return left ? 'what was captured is held still' : undefined;
}

async function aLostAnswerIsAskedForAgain(page, base) {
  const wallet = wallets[1];
  await page.goto(`${base}/wallets/${wallet.id}`);
  await page.route(/\/top-ups$/, async (route) => {
    await route.fetch();
    await route.abort();
    await page.unroute(/\/top-ups$/);
  });
  await page.getByRole('button', { name: 'Top up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Amount/).fill('3');
  await dialog.getByLabel('Reason').fill('Once');
  await dialog.getByRole('button', { name: 'Top up' }).click();
  await dialog
    .getByText(/The server cannot be reached/)
    .first()
    .waitFor();
  await dialog.getByText('Trying again may help.').waitFor();
  await dialog.getByLabel(/Amount/).fill('4');
  await dialog.getByRole('button', { name: 'Top up' }).click();
  await dialog
    .getByText(/This form was sent before/)
    .first()
    .waitFor();
  await dialog.getByLabel(/Amount/).fill('3');
  await dialog.getByRole('button', { name: 'Top up' }).click();
  await page.getByText(`Topped up ${wallet.name}`).first().waitFor();
  const paid = statements.get(wallet.id).filter(({ text }) => text === 'Once').length;
  return paid === 1 ? undefined : `what was asked for again was paid ${paid} times`;
}

async function aPayerHasNoSuchForms(page, base) {
  await page.context().addCookies([{ name: 'mock-role', value: 'PAYER', url: base }]);
  await page.goto(`${base}/wallets/${wallets[0].id}`);
  await page.getByRole('grid', { name: 'Statement' }).waitFor();
  const names = /Forced debit|Move money|Top up|Refund|Freeze|floor|Capture|Release/;
  const forms = await page.getByRole('button', { name: names }).count();
  return forms === 0 ? undefined : `a payer has ${forms} forms of finance`;
}

export const MONEY_ACTS = [
  anAccountIsCorrected,
  moneyMovesAndIsGivenBack,
  aWalletGetsCreditAndIsFrozen,
  aHeldPurchaseIsCaptured,
  aLostAnswerIsAskedForAgain,
  aPayerHasNoSuchForms,
];
