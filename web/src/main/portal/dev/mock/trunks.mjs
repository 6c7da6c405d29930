// Trunks of the mock, and which of them a number is tried over.
import { id } from './books.mjs';

const asIs = { form: 'AS_IS', strip: '', add: '' };

const trunk = (name, host, rest) => ({
  id: id('4f00'),
  name,
  own: false,
  enabled: true,
  address: `sip:${host}:5060;transport=udp`,
  host,
  port: 5060,
  transport: 'udp',
  state: 'up',
  reason: '',
  numbers: [],
  prefixes: [],
  callsNow: 0,
  callsLimit: null,
  callsPerSecond: null,
  preference: 100,
  weight: 0,
  rewriting: { called: asIs, caller: asIs, calledIn: asIs, callerIn: asIs },
  codecs: [],
  user: null,
  domain: null,
  registers: false,
  trusted: true,
  refers: false,
  told: false,
  follows: false,
  everybody: false,
  emergency: false,
  emergencyRoutes: [],
  carrierId: null,
  signing: 'NONE',
  unverified: 'MARKED',
  ...rest,
});

export const trunks = [
  trunk('demo-carrier', '127.0.0.1', {
    numbers: ['+4930555100', '+4930555101'],
    callsNow: 1,
    callsLimit: 100,
  }),
  trunk('backup-carrier', 'sbc.backup.example', {
    prefixes: ['49', '44', '33'],
    state: 'down',
    reason: 'it does not answer',
  }),
  trunk('own-sipgate', 'sip.carrier.example', {
    own: true,
    user: '1234567e0',
    domain: 'sip.carrier.example',
    registers: true,
    state: 'suspect',
    reason: 'it is not registered: it said 403 Forbidden',
  }),
];

export function newTrunk(body) {
  const made = {
    ...trunk(body.name, body.host, { own: true, state: 'unknown' }),
    ...body,
    address: `sip:${body.host}:${body.port};transport=${body.transport}`,
  };
  delete made.password;
  return made;
}

export function attempt({ number }) {
  const digits = number.replace('+', '');
  let turn = 0;
  return {
    means: `This is the number ${number}.`,
    trunks: trunks.map(({ name, prefixes, state, reason }) =>
      prefixes.length === 0 || prefixes.some((prefix) => digits.startsWith(prefix))
        ? { name, turn: ++turn, why: state === 'up' ? '' : `${state}: ${reason}` }
        : { name, turn: null, why: 'it does not carry this number' },
    ),
  };
}
