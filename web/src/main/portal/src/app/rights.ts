import type { Me, Role } from '../api/shapes';

/** What a role may do, as the server decides it too; here it only hides what would be refused. */
const RIGHTS = {
  seeCalls: ['ADMIN', 'AGENT', 'FINANCE', 'PAYER'],
  seeWallets: ['ADMIN', 'FINANCE', 'PAYER'],
  topUp: ['ADMIN', 'FINANCE'],
  settle: ['ADMIN', 'FINANCE'],
  correct: ['ADMIN', 'FINANCE'],
  deliver: ['ADMIN', 'AGENT', 'FINANCE'],
  hangUp: ['ADMIN', 'AGENT'],
  seeRecordings: ['ADMIN'],
  eraseRecordings: ['ADMIN'],
  seeSounds: ['ADMIN'],
  seePhones: ['ADMIN', 'AGENT', 'PAYER'],
  changePhones: ['ADMIN'],
  seeNumbers: ['ADMIN', 'AGENT', 'FINANCE', 'PAYER'],
  changeNumbers: ['ADMIN'],
  seePrograms: ['ADMIN', 'AGENT', 'FINANCE', 'PAYER'],
  changePrograms: ['ADMIN'],
  seeVersions: ['ADMIN'],
  seeRuns: ['ADMIN', 'AGENT'],
  seeRates: ['ADMIN', 'AGENT', 'FINANCE', 'PAYER'],
  changeRates: ['ADMIN', 'FINANCE'],
  reRate: ['ADMIN', 'FINANCE'],
  seeSponsors: ['ADMIN', 'FINANCE'],
  seeLimits: ['ADMIN', 'FINANCE'],
  changeLimits: ['ADMIN'],
  seeTrunks: ['ADMIN'],
  seeModems: ['ADMIN'],
  sendMessages: ['ADMIN'],
  seeTenants: ['ADMIN', 'FINANCE'],
  seeBans: ['ADMIN'],
  seeLedger: ['ADMIN', 'FINANCE'],
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof RIGHTS;

export function may(role: Role, right: Right): boolean {
  return (RIGHTS[right] as readonly Role[]).includes(role);
}

/** What comes with calls, which are the tenants': the operator's book has wallets, decks, taxes and a ledger. */
const TENANTS: readonly Right[] = [
  'seeCalls',
  'seeRecordings',
  'seeSounds',
  'seePhones',
  'seeNumbers',
  'seePrograms',
  'seeRates',
  'reRate',
  'seeSponsors',
  'seeLimits',
];

/** What concerns this machine and all tenants. */
const OPERATORS: readonly Right[] = ['seeModems', 'sendMessages', 'seeTenants', 'seeBans'];

export type Viewer = Pick<Me, 'role'> & { readonly tenant: Pick<Me['tenant'], 'operator'> };

/** Whether a page is left out because whoever looks is the operator's. */
export function isTenantsOnly({ tenant }: Viewer, right: Right): boolean {
  return tenant.operator && TENANTS.includes(right);
}

/** Whether somebody has a page. */
export function sees(viewer: Viewer, right: Right): boolean {
  return (
    may(viewer.role, right) &&
    !isTenantsOnly(viewer, right) &&
    (viewer.tenant.operator || !OPERATORS.includes(right))
  );
}

/** The page that somebody starts with. */
export function homeOf({ tenant }: Viewer): '/calls' | '/wallets' {
  return tenant.operator ? '/wallets' : '/calls';
}
