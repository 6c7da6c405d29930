import { Nav, NavItem, NavList } from '@patternfly/react-core';
import { NavLink, useLocation } from 'react-router';
import type { Role } from '../api/shapes';
import { homeOf, sees, type Right } from './rights';
import { useMe } from './session';

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly own?: string;
  readonly right: Right;
}

const ENTRIES: readonly Entry[] = [
  { path: '/calls', name: 'Calls', own: 'My calls', right: 'seeCalls' },
  { path: '/recordings', name: 'Recordings', right: 'seeRecordings' },
  { path: '/sounds', name: 'Sounds', right: 'seeSounds' },
  { path: '/wallets', name: 'Wallets', own: 'My wallet', right: 'seeWallets' },
  { path: '/purchases', name: 'Purchases', right: 'deliver' },
  { path: '/tenants', name: 'Tenants', right: 'seeTenants' },
  { path: '/phones', name: 'Phones', own: 'My phones', right: 'seePhones' },
  { path: '/softphone', name: 'Softphone', right: 'seePhones' },
  { path: '/numbers', name: 'Numbers', right: 'seeNumbers' },
  { path: '/programs', name: 'Programs', right: 'seePrograms' },
  { path: '/rates', name: 'Rates', right: 'seeRates' },
  { path: '/decks', name: 'Rate decks', right: 'changeRates' },
  { path: '/taxes', name: 'Taxes', right: 'changeRates' },
  { path: '/sponsors', name: 'Sponsors', right: 'seeSponsors' },
  { path: '/limits', name: 'Limits', right: 'seeLimits' },
  { path: '/trunks', name: 'Trunks', right: 'seeTrunks' },
  { path: '/modems', name: 'Modems', right: 'seeModems' },
  { path: '/bans', name: 'Bans', right: 'seeBans' },
  { path: '/charges', name: 'Charges', right: 'seeLedger' },
  { path: '/ledger', name: 'Ledger', right: 'seeLedger' },
  { path: '/journals', name: 'Journals', right: 'seeLedger' },
  { path: '/re-ratings', name: 'Re-ratings', right: 'reRate' },
  { path: '/reconciliation', name: 'Reconciliation', right: 'seeLedger' },
];

function nameFor(role: Role, entry: Entry): string {
  return role === 'PAYER' ? (entry.own ?? entry.name) : entry.name;
}

export function Navigation() {
  const me = useMe();
  const { pathname } = useLocation();
  return (
    <Nav aria-label="Pages">
      <NavList>
        {ENTRIES.filter(({ right }) => sees(me, right)).map((entry) => {
          const active =
            pathname.startsWith(entry.path) || (pathname === '/' && entry.path === homeOf(me));
          return (
            <NavItem key={entry.path} isActive={active}>
              <NavLink to={entry.path} aria-current={active ? 'page' : undefined}>
                {nameFor(me.role, entry)}
              </NavLink>
            </NavItem>
          );
        })}
      </NavList>
    </Nav>
  );
}
