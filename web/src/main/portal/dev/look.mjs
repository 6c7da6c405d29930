// `npm run look`: serves the built portal over the mock under a strict content security policy, opens every page in Debian's
// Chromium at desktop and phone width, in light and dark, keeps pictures under ear/portal/target/portal-look and lets axe judge them.
// Ends with 1 on a serious fault, a page error or a breach of the policy.
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { ACTS } from './acts.mjs';
import { serveFile } from './builtPortal.mjs';
import { calls } from './mock/calls.mjs';
import { charges, operatorCharges } from './mock/charges.mjs';
import { transfers, wallets } from './mock/books.mjs';
import { decks } from './mock/decks.mjs';
import { operatorDecks, operatorWallets } from './mock/operator.mjs';
import { phones, programs } from './mock/switchboard.mjs';
import { MONEY_DIALOGS } from './moneyDialogs.mjs';
import { mock } from './mock/server.mjs';

const target = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
  '..',
  '..',
  'ear',
  'portal',
  'target',
);
const root = join(target, 'portal');
const pictures = join(target, 'portal-look');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const past = (dialled) => calls.find((call) => call.dialled === dialled && call.state === 'ENDED');
const PAGES = [
  ['calls', '/calls'],
  ['record-outside', `/calls/${past('+49301234567').id}`],
  ['record-program', `/calls/${past('+4930555100').id}`],
  ['record-refused', `/calls/${past('+8816123456').id}`],
  ['wallets', '/wallets'],
  ['wallet', `/wallets/${wallets[0].id}`],
  ['wallet-frozen', `/wallets/${wallets[2].id}`],
  ['phones', '/phones'],
  ['phone', `/phones/${phones[0].id}`],
  ['softphone', '/softphone'],
  ['numbers', '/numbers'],
  ['programs', '/programs'],
  ['program', `/programs/${programs[0].id}`],
  ['rates', '/rates'],
  ['decks', '/decks'],
  ['deck-wrong', `/decks/${decks[0].id}`],
  ['deck', `/decks/${decks[1].id}`],
  ['ledger', '/ledger'],
  ['transfer', `/ledger/transfers/${transfers.at(-1).id}`],
  ['charges', '/charges'],
  ['charge', `/charges/${charges[0].id}`],
  ['journals', '/journals'],
  ['re-ratings', '/re-ratings'],
  ['reconciliation', '/reconciliation'],
  ['taxes', '/taxes'],
  ['sponsors', '/sponsors'],
  ['limits', '/limits'],
  ['trunks', '/trunks'],
  [
    'record-incoming',
    `/calls/${calls.find((call) => call.verification && call.state === 'ENDED').id}`,
  ],
  ['recordings', '/recordings'],
  ['sounds', '/sounds'],
  ['nowhere', '/nowhere'],
];
const OPERATORS = [
  ['start', '/'],
  ['wallets', '/wallets'],
  ['tenants', '/tenants'],
  ['charges', '/charges'],
  ['charge-wholesale', `/charges/${operatorCharges[0].id}`],
  ['wallet', `/wallets/${operatorWallets[0].id}`],
  ['carrier', `/wallets/${operatorWallets[1].id}`],
  ['decks', '/decks'],
  ['deck-wholesale', `/decks/${operatorDecks[1].id}`],
  ['deck-cost', `/decks/${operatorDecks[2].id}`],
  ['hidden', '/calls'],
];
const SIZES = { desktop: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } };

const press = (name) => async (page) => page.getByRole('button', { name, exact: true }).click();
const first = (name) => async (page) => page.getByRole('button', { name }).first().click();
const DIALOGS = [
  ['upload-deck', '/decks', press('Upload a deck')],
  ['add-tax', '/taxes', press('Add a rate')],
  ['set-limit', '/limits', press('Set a limit')],
  ['change-limit', '/limits', press('Change Each user to anywhere')],
  ['approve-destination', '/limits', press('Approve a destination')],
  ['ceilings', '/tenants', press('Limits of Meadow Clinic'), 'OPERATOR_ADMIN'],
  ['ban', '/bans', press('Ban a source'), 'OPERATOR_ADMIN'],
  ['rule', '/recordings', press('Change: all calls')],
  ['rule-sound', '/recordings', press('Change: number +4930555100')],
  ['hand-in-sound', '/sounds', press('Hand in a sound')],
  ['open-sponsor', '/sponsors', press('Open a sponsor')],
  ['payer-rule', '/sponsors', press('Change')],
  ['open-wallet', '/wallets', press('Open a wallet')],
  ['open-currency', '/ledger', press('Open a currency')],
  ['create-phone', '/phones', press('Create a phone')],
  [
    'settings-once',
    '/phones',
    async (page) => {
      await press('Create a phone')(page);
      await page.getByLabel('User').fill(`2${Math.floor(Math.random() * 900) + 100}`);
      await page.getByLabel('Display name').fill('Window seat');
      await press('Create')(page);
      await page.getByText('shown only this once').waitFor();
    },
  ],
  ['delete-phone', `/phones/${phones[2].id}`, press('Delete')],
  ['draft-journal', '/journals', press('Draft a journal')],
  ['reject-journal', '/journals', first('Reject')],
  ['prepare-re-rating', '/re-ratings', press('Prepare a re-rating')],
  ['reverse', `/ledger/transfers/${transfers.at(-1).id}`, press('Reverse')],
  ['close-month', '/ledger', async (page) => page.getByRole('button', { name: /^Close/ }).click()],
  ['attach-number', '/numbers', press('Attach a number')],
  ['verify-number', '/numbers', press('Verify: +4930999888')],
  [
    'verify-again',
    '/numbers',
    async (page) => {
      await press('Verify again: +4915112345678')(page);
      await press('Call it with a code')(page);
      await page.getByText('It is being called').waitFor();
    },
  ],
  ['vouched', '/tenants', press('Caller ids of Meadow Clinic'), 'OPERATOR_ADMIN'],
  ['edit-location', '/phones', press('Edit London office')],
  [
    'add-trunk',
    '/trunks',
    async (page) => {
      await press('Add a trunk')(page);
      await press('Order and limits')(page);
      await page.getByLabel('Carries emergency calls').check();
      await press('Who calls, signed and verified')(page);
      await page.getByLabel('Calls whose caller is not verified').scrollIntoViewIfNeeded();
    },
  ],
  ['create-program', '/programs', press('Create a program')],
  [
    'message',
    `/calls/${past('+4930555100').id}`,
    async (page) => page.getByRole('button', { name: /^INVITE, from Caller/ }).click(),
  ],
  [
    'quote',
    '/rates',
    async (page) => {
      await page.getByLabel('To', { exact: false }).first().fill('+49 30 1234567');
      await press('Ask for a quote')(page);
      await page.getByText('It would cost').waitFor();
    },
  ],
  ['run-open', `/programs/${programs[0].id}`, first('Details')],
  [
    'account-menu',
    '/calls',
    async (page) => page.getByRole('button', { name: /Ada Brandt/ }).click(),
  ],
];

const faults = [];
async function settle(page) {
  await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 15_000 });
  await page.waitForFunction(() => document.querySelectorAll('.ml-skeleton').length === 0, null, {
    timeout: 8_000,
  });
}

/** The page scrolls within its middle: the window grows until all of it is in the picture. */
async function grow(page, size) {
  const more = await page.evaluate(() => {
    const main = document.querySelector('.pf-v6-c-page__main');
    return main === null ? 0 : main.scrollHeight - main.clientHeight;
  });
  await page.setViewportSize({ width: size.width, height: Math.min(4000, size.height + more) });
}

async function judge(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'] }),
  );
  for (const { id, impact, nodes, help } of violations) {
    const line = `${name}: ${impact} ${id}: ${help}\n    ${nodes
      .slice(0, 3)
      .map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`)
      .join('\n    ')}`;
    console.log(line);
    if (impact === 'serious' || impact === 'critical') {
      faults.push(line);
    }
  }
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (wide > 0) {
    faults.push(`${name}: the page is ${wide} px wider than the window`);
  }
}

async function look(browser, base, name, path, options) {
  const { size, scheme = 'light', role = 'ADMIN', fault = 'none', act, ready = settle } = options;
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    locale: 'en-GB',
  });
  await context.addCookies([
    { name: 'mock-role', value: role, url: base },
    { name: 'mock-fault', value: fault, url: base },
  ]);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/the server responded with a status/.test(message.text())) {
      faults.push(`${name}: console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) {
      faults.push(`${name}: asks elsewhere: ${request.url()}`);
    }
  });
  try {
    await page.goto(base + path);
    await ready(page);
    if (act) {
      await act(page);
      await page.waitForTimeout(350);
    }
    if (!act) {
      await grow(page, size);
    }
    await page.screenshot({
      path: join(pictures, `${name}.png`),
      animations: 'disabled',
    });
    await judge(page, name);
  } catch (error) {
    faults.push(`${name}: ${error.message.split('\n')[0]}`);
    if (!act) {
      await grow(page, size);
    }
    await page.screenshot({ path: join(pictures, `${name}-failed.png`) });
  }
  await context.close();
}

const only = process.argv[2];
const wanted = (name) => only === undefined || new RegExp(only).test(name);

async function all(browser, base) {
  const each = async (name, path, options) =>
    wanted(name) && look(browser, base, name, path, options);
  const { desktop, phone } = SIZES;
  for (const [name, path] of PAGES) {
    await each(`${name}-desktop`, path, { size: desktop });
    await each(`${name}-phone`, path, { size: phone });
    await each(`${name}-dark`, path, { size: desktop, scheme: 'dark' });
  }
  for (const [name, path] of OPERATORS) {
    const role = 'OPERATOR';
    await each(`operator-${name}-desktop`, path, { size: desktop, role });
    await each(`operator-${name}-phone`, path, { size: phone, role });
    await each(`operator-${name}-dark`, path, { size: desktop, role, scheme: 'dark' });
  }
  for (const page of ['modems', 'bans', 'trunks']) {
    const role = 'OPERATOR_ADMIN';
    await each(`operator-${page}-desktop`, `/${page}`, { size: desktop, role });
    await each(`operator-${page}-phone`, `/${page}`, { size: phone, role });
  }
  await each('operator-admin', '/tenants', { size: phone, role: 'OPERATOR_ADMIN' });
  for (const [name, path, act, role] of [...DIALOGS, ...MONEY_DIALOGS]) {
    await each(`dialog-${name}`, path, { size: desktop, act, role });
  }
  for (const role of ['AGENT', 'FINANCE', 'PAYER']) {
    await each(`role-${role.toLowerCase()}`, '/calls', { size: desktop, role });
  }
  await each('role-payer-wallet', '/wallets', { size: phone, role: 'PAYER' });
  await each('empty-calls', '/calls', { size: desktop, fault: 'empty' });
  await each('empty-programs', '/programs', { size: phone, fault: 'empty' });
  await each('error-calls', '/calls', {
    size: desktop,
    fault: 'error',
    ready: (page) => page.getByText('The books are being restored').first().waitFor(),
  });
  await each('loading-calls', '/calls', {
    size: desktop,
    fault: 'slow',
    ready: (page) => page.locator('.ml-skeleton').first().waitFor(),
  });
  await each('events-lost', '/calls', {
    size: desktop,
    fault: 'no-events',
    ready: (page) => page.getByText('Live updates are interrupted').waitFor(),
  });
}

async function act(browser, base) {
  for (const each of ACTS.filter(({ name }) => wanted(`act-${name}`))) {
    const context = await browser.newContext({ viewport: SIZES.desktop, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    try {
      const complaint = await each(page, base);
      if (complaint !== undefined) {
        faults.push(`${each.name}: ${complaint}`);
      }
    } catch (error) {
      faults.push(`${each.name}: ${error.message.split('\n').slice(0, 3).join(' ')}`);
      await page.screenshot({ path: join(pictures, `act-${each.name}.png`) });
    }
    await context.close();
  }
}

mkdirSync(pictures, { recursive: true });
const answer = mock();
const server = createServer((request, response) => {
  void answer(request, response, () => serveFile(root, request, response));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  const base = `http://127.0.0.1:${server.address().port}`;
  await all(browser, base);
  await act(browser, base);
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
console.log(
  faults.length === 0
    ? `No fault. Pictures: ${pictures}`
    : `\n${faults.length} faults:\n${faults.join('\n')}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
