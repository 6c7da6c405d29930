// Forms that move money, and what tells of it, as `npm run look` opens them: a name, a page, and what is pressed there.
import { wallets } from './mock/books.mjs';

const press = (name) => async (page) => page.getByRole('button', { name, exact: true }).click();

export const MONEY_DIALOGS = [
  [
    'differences',
    '/reconciliation',
    async (page) => page.getByRole('button', { name: 'Details' }).first().click(),
  ],
  ['top-up', `/wallets/${wallets[0].id}`, press('Top up')],
  [
    'fault',
    `/wallets/${wallets[0].id}`,
    async (page) => {
      await press('Top up')(page);
      await page.getByLabel(/Amount/).fill('10001');
      await page.getByRole('dialog').getByRole('button', { name: 'Top up' }).click();
      await page.getByText('Trying again does not help').waitFor();
    },
  ],
  [
    'forced-debit',
    `/wallets/${wallets[1].id}`,
    async (page) => {
      await press('Forced debit')(page);
      await page.getByLabel(/Amount/).fill('2000');
      await page.getByRole('dialog').getByRole('button', { name: 'Take it' }).click();
    },
  ],
  ['move-money', `/wallets/${wallets[1].id}`, press('Move money')],
  ['floor', `/wallets/${wallets[0].id}`, press('Change the floor')],
  ['freeze', `/wallets/${wallets[0].id}`, press('Freeze')],
  [
    'refund',
    `/wallets/${wallets[0].id}`,
    async (page) =>
      page
        .getByRole('button', { name: /^Refund/ })
        .first()
        .click(),
  ],
  [
    'capture',
    `/wallets/${wallets[0].id}`,
    async (page) => page.getByRole('button', { name: 'Capture' }).last().click(),
  ],
  [
    'balance-at',
    `/wallets/${wallets[1].id}`,
    async (page) => {
      await page.getByLabel(/^Balance as of/).fill('2026-01-01T00:00');
      await page.getByText('Balance on 2026-01-01 at 00:00 (Europe/Berlin)').waitFor();
      await page.getByText('Balance on 2026').scrollIntoViewIfNeeded();
    },
  ],
  [
    'ledger-at',
    '/ledger',
    async (page) => {
      await page.getByLabel(/^Balances as of/).fill('2026-01-01T00:00');
      await page.getByText('Balances on 2026-01-01').first().waitFor();
    },
  ],
  ['settle', `/wallets/${wallets[2].id}`, press('Settle')],
];
