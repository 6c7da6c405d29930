// `npm run picture <address of a call's record> <login> <password>`: signs in to a Meterline that runs, opens the record and
// takes the picture of it that the README shows. `./meterline up` prints the logins, `./meterline call` the address.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [record, login, password] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', '..');
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 2300 }, locale: 'en-GB' });
  await page.goto(new URL('/', record).href);
  await page.locator('#username').fill(login);
  // Name first, password on the second page: so it is with organizations.
  if (!(await page.locator('#password').isVisible())) {
    await page.locator('#kc-login').click();
  }
  await page.locator('#password').fill(password);
  await page.locator('#kc-login').click();
  await page.getByRole('navigation').first().waitFor();
  await page.goto(record);
  await page.getByRole('heading', { name: 'Messages and states' }).waitFor();
  await page.getByText('Ledger entries').first().waitFor();
  await page.screenshot({
    path: join(root, 'docs', 'images', 'call-record.png'),
    animations: 'disabled',
  });
} finally {
  await browser.close();
}
