// Things a person does in the portal, done in Chromium over the mock; `npm run look` runs them after the pictures. Each
// returns a complaint, or nothing when it went well.
import { calls } from './mock/calls.mjs';
import { statements, wallets } from './mock/books.mjs';
import { journals } from './mock/ledger.mjs';
import { reRatings } from './mock/reratings.mjs';
import { KEYBOARD_ACTS } from './keyboardActs.mjs';
import { MEANWHILE_ACTS } from './meanwhileActs.mjs';
import { MONEY_ACTS } from './moneyActs.mjs';
import { SIGNED_OUT_ACTS } from './signedOutActs.mjs';

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

async function aDeckIsUploadedForADateAndApprovedForAnother(page, base) {
  await page.goto(`${base}/decks`);
  await page.getByRole('button', { name: 'Upload a deck', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const file = {
    name: 'next.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('prefix,price\n49,1\n'),
  };
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.getByLabel('In force from').fill('2037-01-01T00:00');
  await dialog.getByLabel('Zone').fill('Europe/Berlin');
  await dialog.getByLabel('Holidays').fill('2037-12-25; 2037-12-26');
  await dialog.getByLabel('A cost is rounded').selectOption('UP');
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await page.getByText(/2037.*\(Europe\/Berlin\) on, once it is approved/).waitFor();
  await page.getByText('2037-12-25, 2037-12-26').waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await dialog.getByText(/Without another date it is in force from .*2037/).waitFor();
  await dialog.getByLabel('Another date and time').fill('2038-02-01T06:00');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await page
    .getByText(/Approved .*: in force from .*2038.*\(Europe\/Berlin\)/)
    .first()
    .waitFor();
  return undefined;
}

async function aSoundIsHandedInAndOneInUseIsKept(page, base) {
  await page.goto(`${base}/sounds`);
  await page.getByRole('button', { name: 'Hand in a sound' }).click();
  const dialog = page.getByRole('dialog');
  const file = (name, begin) => ({
    name,
    mimeType: 'audio/wav',
    buffer: Buffer.concat([Buffer.from(begin), Buffer.alloc(16_000)]),
  });
  await dialog.locator('input[type=file]').setInputFiles(file('Our Menu.wav', 'none'));
  const name = await dialog.getByRole('textbox', { name: 'Name', exact: true }).inputValue();
  if (name !== 'our-menu') {
    return `the name is ${name}`;
  }
  await dialog.getByRole('button', { name: 'Hand in' }).click();
  await dialog.getByText('content: cannot be played: not a WAV file').waitFor();
  await dialog.locator('input[type=file]').setInputFiles(file('Our Menu.wav', 'RIFF'));
  await dialog.getByRole('button', { name: 'Hand in' }).click();
  await page.getByText('Kept the sound our-menu').waitFor();
  await page.getByRole('grid', { name: 'Sounds' }).getByText('our-menu').waitFor();
  await page.getByRole('button', { name: 'Delete: may-record' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByText('A rule has it heard before calls are recorded.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Delete: our-menu' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Deleted the sound our-menu').waitFor();
  return undefined;
}

async function aTransferIsFollowedToItsCallAndItsAccount(page, base) {
  await page.goto(`${base}/ledger`);
  await page.getByRole('link', { name: 'Call revenue' }).click();
  const table = page.getByRole('grid', { name: 'Transfers' });
  await table.getByText('call', { exact: true }).first().waitFor();
  await table.locator('a[href^="/ledger/transfers/"]').first().click();
  await page.getByRole('grid', { name: 'Ledger entries' }).waitFor();
  await page.getByRole('link', { name: 'this call' }).click();
  await page.getByRole('heading', { name: 'Ledger entries' }).first().waitFor();
  await page.getByRole('link', { name: '4000 Call revenue' }).first().click();
  await page.waitForURL(/ledger\?code=4000/);
  await page.getByRole('grid', { name: 'Transfers' }).waitFor();
  return undefined;
}

async function aJournalIsDraftedAndApprovedByAnother(page, base) {
  await page.goto(`${base}/journals`);
  await page.getByRole('button', { name: 'Draft a journal' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Bank fee');
  await dialog.getByLabel('Account of line 1').selectOption({ index: 6 });
  await dialog.getByLabel('Amount of line 1').fill('1.50');
  await dialog.getByLabel('Account of line 2').selectOption({ index: 1 });
  await dialog.getByLabel('Amount of line 2').fill('1.40');
  await dialog.getByRole('button', { name: 'Draft', exact: true }).click();
  await dialog.getByText('Debits and credits must be equal.').waitFor();
  const focus = await page.evaluate(() => {
    const { ariaLabel, ariaDescribedByElements } = globalThis.document.activeElement;
    return `${ariaLabel}: ${ariaDescribedByElements?.map((each) => each.innerText).join()}`;
  });
  if (!focus.startsWith('Amount of line 1: Debits and credits must be equal.')) {
    return `the complaint is not told: ${focus}`;
  }
  await dialog.getByLabel('Amount of line 2').fill('1.50');
  await dialog.getByRole('button', { name: 'Draft', exact: true }).dblclick();
  await page.getByText('Drafted the journal').first().waitFor();
  const drafts = journals.filter(({ reason }) => reason === 'Bank fee');
  if (drafts.length !== 1) {
    return `a double click drafted ${drafts.length} times`;
  }
  const mine = page.getByRole('row').filter({ hasText: 'Bank fee' });
  await mine.getByText('Somebody else approves it.').waitFor();
  const other = page.getByRole('row').filter({ hasText: 'Opening entry' });
  await other.getByRole('button', { name: 'Approve' }).click();
  await other.getByText('Posted', { exact: true }).waitFor();
  return undefined;
}

async function aPeriodIsReRatedByTwo(page, base) {
  await page.goto(`${base}/re-ratings`);
  await page.getByRole('button', { name: 'Prepare a re-rating' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Prepare', exact: true }).click();
  await dialog.getByText('Choose the deck that was wrong.').waitFor();
  await dialog.getByLabel('Wrong deck').selectOption({ label: 'Standard 1' });
  await dialog.getByLabel('Corrected deck').selectOption({ label: 'Standard 2 (draft)' });
  await dialog.getByLabel('Calls that began from').fill('2026-10-01T00:00');
  await dialog.getByLabel('And before').fill('2099-11-01T00:00');
  await dialog.getByLabel('Reason').fill('A digit was missing');
  await dialog.getByRole('button', { name: 'Prepare', exact: true }).click();
  const until = page.locator('.pf-v6-c-form__group').filter({ hasText: 'And before' });
  await until.getByText('must not be in the future').waitFor();
  await dialog.getByLabel('And before').fill('2026-11-01T00:00');
  await dialog.getByRole('button', { name: 'Prepare', exact: true }).dblclick();
  await page.getByText('Prepared the re-rating').first().waitFor();
  const made = reRatings.filter(({ reason }) => reason === 'A digit was missing');
  if (made.length !== 1) {
    return `a double click prepared ${made.length} times`;
  }
  const mine = page.getByRole('row').filter({ hasText: 'A digit was missing' });
  await mine.getByText('Somebody else approves it.').waitFor();
  const other = page.getByRole('row').filter({ hasText: 'Mobile prices were doubled' });
  await other.getByRole('button', { name: 'Details' }).click();
  await page.getByText('Germany, mobile').waitFor();
  await other.getByRole('button', { name: 'Approve' }).click();
  await other.getByText('Posted', { exact: true }).waitFor();
  return undefined;
}

async function theBooksAreChecked(page, base) {
  await page.goto(`${base}/reconciliation`);
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('All agrees now').waitFor();
  const row = page.getByRole('row').filter({ hasText: '2 differences' });
  await row.getByRole('button', { name: 'Details' }).click();
  await page.getByText('A paid leg was not charged.').waitFor();
  const unpaid = page.getByRole('row').filter({ hasText: 'record-without-charge' }).last();
  await unpaid.getByRole('link', { name: 'record of the call' }).waitFor();
  const wallet = page.getByRole('row').filter({ hasText: 'wallet-balance' }).last();
  await wallet.getByText('\u22120.00000001\u00a0EUR').waitFor();
  await wallet.getByRole('link', { name: 'wallet', exact: true }).click();
  await page.waitForURL(/wallets\/./);
  return undefined;
}

async function aMissingRateOfTaxIsAdded(page, base) {
  await page.goto(`${base}/taxes`);
  await page.getByText('FR has no rate for standard').waitFor();
  await page.getByRole('button', { name: 'Add a rate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Country').fill('fr');
  await dialog.getByLabel('Percent').fill('much');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByText('Enter a number such as 19 or 5.5.').waitFor();
  await dialog.getByLabel('Percent').fill('20');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.getByText('Added the rate of tax').first().waitFor();
  await page.getByText('FR has no rate for standard').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'End 20\u00a0%, FR, standard' }).waitFor();
  return undefined;
}

async function aCustomerGetsASecondWallet(page, base) {
  await page.goto(`${base}/wallets`);
  for (const [whose, payer, name] of [
    ['CUSTOMER', (dialog) => dialog.getByLabel('Customer').fill('Ada Venn'), ''],
    ['PAYER', (dialog) => dialog.getByLabel('Payer').selectOption('Ada Venn'), 'For travels'],
  ]) {
    await page.getByRole('button', { name: 'Open a wallet' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('For').selectOption(whose);
    await payer(dialog);
    await dialog.getByLabel('Name of the wallet').fill(name);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await page
      .getByText(`Opened ${name || 'Ada Venn'} of Ada Venn`)
      .first()
      .waitFor();
  }
  // the notice may be there before the list is read anew
  const rows = page.getByRole('row').filter({ hasText: 'Ada Venn' });
  await rows.nth(1).waitFor();
  const count = await rows.count();
  return count === 2 ? undefined : `Ada Venn has ${count} wallets`;
}

async function aWalletIsFoundByItsName(page, base) {
  await page.goto(`${base}/wallets`);
  const field = page.getByLabel('Wallets or payers whose name begins with');
  const rows = page.getByRole('grid', { name: 'Wallets' }).getByRole('link');
  await rows.nth(1).waitFor();
  await field.fill('READING');
  await page.waitForURL(/name=READING/);
  await rows.nth(1).waitFor({ state: 'detached' });
  await page.reload();
  await rows.first().waitFor();
  if ((await rows.count()) !== 1 || (await field.inputValue()) !== 'READING') {
    return `after a reload ${await rows.count()} wallets for ${await field.inputValue()}`;
  }
  await field.fill('50%_');
  await page.getByText('Nothing found').waitFor();
  await page.getByRole('link', { name: 'Wallets', exact: true }).first().click();
  await rows.nth(1).waitFor();
  const left = await field.inputValue();
  return left === '' ? undefined : `the field still says ${left}`;
}

async function theOperatorStartsWithWalletsAndHasNoCalls(page, base) {
  await page.context().addCookies([{ name: 'mock-role', value: 'OPERATOR', url: base }]);
  await page.goto(base);
  await page.getByRole('heading', { level: 1, name: 'Wallets' }).waitFor();
  const names = await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link')
    .allInnerTexts();
  const wanted = 'Wallets, Tenants, Rate decks, Taxes, Charges, Ledger, Journals, Reconciliation';
  if (names.join(', ') !== wanted) {
    return `the operator's pages are ${names.join(', ')}`;
  }
  await page.getByRole('button', { name: 'Open a wallet' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('For').selectOption('CARRIER');
  await dialog.getByLabel('Carrier').fill('Far Line');
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('Opened the wallet of Far Line').first().waitFor();
  for (const path of ['/calls', '/rates', '/re-ratings', '/sponsors']) {
    await page.goto(base + path);
    await page.getByText('The operator has no such page').waitFor();
  }
  return undefined;
}

export const ACTS = [
  liveListChangesByItself,
  aCallIsHungUp,
  aDoubleClickPaysOnce,
  aComplaintIsShownAtItsField,
  aFileIsUploaded,
  aDeckIsUploadedForADateAndApprovedForAnother,
  aSoundIsHandedInAndOneInUseIsKept,
  aTransferIsFollowedToItsCallAndItsAccount,
  aJournalIsDraftedAndApprovedByAnother,
  aPeriodIsReRatedByTwo,
  theBooksAreChecked,
  aMissingRateOfTaxIsAdded,
  aCustomerGetsASecondWallet,
  aWalletIsFoundByItsName,
  theOperatorStartsWithWalletsAndHasNoCalls,
  ...KEYBOARD_ACTS,
  ...MEANWHILE_ACTS,
  ...MONEY_ACTS,
  ...SIGNED_OUT_ACTS,
];
