// Who is signed in to the mock: a person of a tenant by role, or OPERATOR, finance of the operator, or its
// OPERATOR_ADMIN.
import { id, wallets } from './books.mjs';

const TENANT = {
  id: id('6b00'),
  name: 'Harbour Books',
  domain: 'harbour.example',
  operator: false,
  timeZone: 'Europe/Berlin',
};

const OPERATOR = {
  id: id('6b00'),
  name: 'Meterline, the operator',
  domain: '',
  operator: true,
  timeZone: 'Europe/Berlin',
};

const NAMES = {
  ADMIN: 'Ada Brandt',
  AGENT: 'Jon Aalto',
  FINANCE: 'Mira Costa',
  PAYER: 'Lea Martin',
  OPERATOR: 'Omar Perez',
  OPERATOR_ADMIN: 'Oda Lund',
};

export function me(who) {
  const operator = who.startsWith('OPERATOR');
  const [, admin] = who.split('_');
  return {
    subject: id('6c00'),
    email: operator
      ? `${admin ? 'admin' : 'finance'}@operator.example`
      : `${who.toLowerCase()}@harbour.example`,
    name: NAMES[who],
    role: operator ? (admin ?? 'FINANCE') : who,
    tenant: operator ? OPERATOR : TENANT,
    walletIds: who === 'PAYER' ? [wallets[0].id] : [],
    sip: { host: '192.168.1.20', port: 5060, tlsPort: 5061 },
  };
}
