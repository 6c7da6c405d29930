import type { Role } from '../api/shapes';

/** What a role may do, as the server decides it too; here it only hides what would be refused. */
const RIGHTS = {
  seeWallets: ['ADMIN', 'FINANCE', 'PAYER'],
  topUp: ['ADMIN', 'FINANCE'],
  settle: ['ADMIN', 'FINANCE'],
  hangUp: ['ADMIN', 'AGENT'],
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
  seeSponsors: ['ADMIN', 'FINANCE'],
  seeTrunks: ['ADMIN'],
  seeLedger: ['ADMIN', 'FINANCE'],
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof RIGHTS;

export function may(role: Role, right: Right): boolean {
  return (RIGHTS[right] as readonly Role[]).includes(role);
}
