// Forms that move money, as `npm run look` opens them: a name, a page, and what is pressed there.
import { wallets } from './mock/books.mjs';

const press = (name) => async (page) => page.getByRole('button', { name, exact: true }).click();

export const MONEY_DIALOGS = [
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
  ['settle', `/wallets/${wallets[2].id}`, press('Settle')],
];
