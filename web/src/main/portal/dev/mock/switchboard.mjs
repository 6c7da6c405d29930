// Phones, numbers, programs, runs and trunks of the mock.
import { createHash } from 'node:crypto';
import { ago, id, wallets } from './books.mjs';

const binding = (user, port, transport, userAgent) => ({
  contact: `sip:${user}@192.168.1.${port % 200}:${port};transport=${transport}`,
  source: `192.168.1.${port % 200}:${port}`,
  transport,
  userAgent,
  expires: new Date(Date.now() + 1_700_000).toISOString(),
});

const phone = (user, displayName, rest) => ({
  id: id('4a00'),
  user,
  displayName,
  callerId: null,
  walletId: wallets[0].id,
  enabled: true,
  sipUri: `sip:${user}@harbour.example`,
  bindings: [],
  ...rest,
});

export const phones = [
  phone('101', 'Front desk', {
    callerId: '+4930555101',
    bindings: [
      binding('101', 5060, 'udp', 'Snom D785/10.1'),
      binding('101', 49152, 'tls', 'baresip 1.0.0'),
    ],
  }),
  phone('102', 'Office', { bindings: [binding('102', 5071, 'tcp', 'Linphone 5.2')] }),
  phone('103', 'Stock room', { walletId: null }),
  phone('104', 'Old fax', { enabled: false }),
];

const version = (number, fileName, sizeBytes, days) => ({
  id: id('4b00'),
  number,
  fileName,
  sizeBytes,
  sha256: '9f2c61d07be34aa58f1c0d93e7a6b412c8d05e6f7a1b2c3d4e5f60718293a4b5',
  uploaded: ago(86400 * days),
  by: 'admin@harbour.example',
});

const greet = [
  version(3, 'greet.sh', 1284, 1),
  version(2, 'greet.sh', 1197, 3),
  version(1, 'hello.sh', 214, 8),
];
const perl = [version(1, 'greet.pl', 2310, 6)];
export const versions = new Map();
export const programs = [
  [
    'Greeting',
    'Greets, asks for a digit and puts the caller through',
    greet,
    ['500', '+4930555100'],
    1,
  ],
  ['Greeting in Perl', 'The same with Asterisk::AGI', perl, ['501'], 0],
  ['Opening hours', null, [], [], 0],
].map(([name, description, all, numbers, runningNow]) => {
  const program = {
    id: id('4c00'),
    name,
    description,
    live: all[0] ?? null,
    numbers,
    variables: all.length > 2 ? { GREETING: 'welcome', AGENT: '102', CLOSED_FROM: '18:00' } : {},
    runningNow,
  };
  versions.set(program.id, all);
  return program;
});

const leads = (number, kind, target, name, description) => ({
  id: id('4d00'),
  number,
  target: { kind, id: target.id, name, number: null, answers: null },
  description,
});

export const numbers = [
  leads('500', 'PROGRAM', programs[0], 'Greeting', 'The greeting, from inside'),
  leads('501', 'PROGRAM', programs[1], 'Greeting in Perl', ''),
  leads('+4930555100', 'PROGRAM', programs[0], 'Greeting', 'The number on the shop window'),
  leads('+4930555101', 'PHONE', phones[0], '101', 'Direct line of the front desk'),
  {
    id: id('4d00'),
    number: '+4930555102',
    target: {
      kind: 'OUTSIDE',
      id: null,
      name: '+33123456700',
      number: '+33123456700',
      answers: null,
    },
    description: 'The branch in Paris',
  },
  {
    id: id('4d00'),
    number: '600',
    target: { kind: 'APPLICATION', id: null, name: '', number: null, answers: false },
    description: 'Orders',
  },
];

export function run(callId, began, ended, exitStatus, standardError) {
  const status = exitStatus === 0 ? 'ended by itself' : 'ended by itself with a failure';
  return {
    id: id('4e00'),
    callId,
    programId: programs[0].id,
    versionId: greet[0].id,
    name: 'Greeting',
    began,
    ended,
    exitStatus: ended === null ? null : exitStatus,
    ending: ended === null ? null : status,
    sandbox: 'bubblewrap: own namespaces, no network',
    standardError,
  };
}

export const runs = [];

export function takeVersion(programId, name, bytes) {
  const program = programs.find((each) => each.id === programId);
  const before = versions.get(programId) ?? [];
  const version = {
    id: id('6e00'),
    number: before.length + 1,
    fileName: name,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    uploaded: new Date().toISOString(),
    by: 'admin@harbour.example',
  };
  versions.set(programId, [version, ...before]);
  program.live = version;
  return [201, version];
}
