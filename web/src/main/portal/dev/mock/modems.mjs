// Modems of the mock's node and their text messages, as the operator sees them.
import { page } from './answers.mjs';

const modem = (name, more) => ({
  name,
  kind: 'module',
  port: `/dev/serial/by-id/usb-${name}`,
  number: '+491701112233',
  state: 'ready',
  sentence: 'It is in a network, and takes calls and messages.',
  why: 'registered with the network',
  since: '2026-11-27T08:00:00Z',
  model: 'SIMCOM SIM7600E',
  network: 'Telekom.de',
  signal: -71,
  lastError: null,
  messages: { name: 'ME', used: 2, total: 23, full: false },
  calling: false,
  ...more,
});

const modems = [
  modem('gsm-one', { calling: true }),
  modem('gsm-two', {
    number: '+491709998877',
    state: 'searching',
    sentence: 'It looks for a network, or none takes it.',
    why: 'its network was lost',
    network: null,
    signal: -109,
    messages: { name: 'SM', used: 20, total: 20, full: true },
    lastError: '+CME ERROR: no network service',
  }),
  modem('gsm-three', {
    number: '+491705554433',
    state: 'unplugged',
    sentence: 'Its port is not there, or cannot be opened.',
    why: 'it was unplugged in a call',
    model: null,
    network: null,
    signal: null,
    messages: null,
    lastError: 'the port is gone',
  }),
];

const messages = new Map([
  [
    'gsm-one',
    [
      {
        id: 815223,
        from: '+4915112345678',
        text: 'Dinner is served.',
        sent: '2026-11-27T17:30:00Z',
        missing: 0,
      },
      {
        id: 190044,
        from: 'Telekom',
        text: 'Your contract was extended. All that changes is',
        sent: '2026-11-27T09:12:41Z',
        missing: 1,
      },
    ],
  ],
]);

export const readModems = ([, name, part], query) =>
  page(part === 'messages' ? (messages.get(name) ?? []) : modems, query);

export function changeModems(method, [, name, , wanted]) {
  if (method === 'DELETE') {
    messages.set(
      name,
      messages.get(name).filter(({ id }) => String(id) !== wanted),
    );
  }
  return [204, undefined];
}
