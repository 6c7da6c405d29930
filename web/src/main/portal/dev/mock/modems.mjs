// Modems of the mock's node, as the operator sees them.
const modem = (name, more) => ({
  name,
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
  calling: false,
  ...more,
});

export const modems = [
  modem('gsm-one', { calling: true }),
  modem('gsm-two', {
    number: '+491709998877',
    state: 'searching',
    sentence: 'It looks for a network, or none takes it.',
    why: 'its network was lost',
    network: null,
    signal: -109,
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
    lastError: 'the port is gone',
  }),
];
