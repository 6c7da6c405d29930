import { Bullseye, Spinner, Stack } from '@patternfly/react-core';
import { Suspense, lazy, useEffect, type ReactNode } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { isNotSignedIn } from '../api/problem';
import { SIGNED_IN_PAGE } from '../api/signedOut';
import { ListFault } from '../parts/ListFault';
import { FaultBarrier } from './FaultBarrier';
import { NotFound } from './NotFound';
import { Shell } from './Shell';
import { homeOf, isTenantsOnly, sees, type Right } from './rights';
import { SignedInPage } from './SignedInPage';
import { MeContext, reloadToSignIn, useMe, useSession } from './session';

const Calls = lazy(() => import('../calls/CallsPage'));
const CallRecord = lazy(() => import('../record/CallRecordPage'));
const Recordings = lazy(() => import('../recordings/RecordingsPage'));
const Sounds = lazy(() => import('../sounds/SoundsPage'));
const Wallets = lazy(() => import('../wallets/WalletsPage'));
const Wallet = lazy(() => import('../wallets/WalletPage'));
const Purchases = lazy(() => import('../wallets/PurchasesPage'));
const Phones = lazy(() => import('../phones/PhonesPage'));
const Phone = lazy(() => import('../phones/PhonePage'));
const Softphone = lazy(() => import('../softphone/SoftphonePage'));
const Numbers = lazy(() => import('../numbers/NumbersPage'));
const Programs = lazy(() => import('../programs/ProgramsPage'));
const Program = lazy(() => import('../programs/ProgramPage'));
const Rates = lazy(() => import('../rates/RatesPage'));
const Decks = lazy(() => import('../decks/DecksPage'));
const Deck = lazy(() => import('../decks/DeckPage'));
const Taxes = lazy(() => import('../taxes/TaxesPage'));
const Sponsors = lazy(() => import('../sponsors/SponsorsPage'));
const Tenants = lazy(() => import('../tenants/TenantsPage'));
const Limits = lazy(() => import('../limits/LimitsPage'));
const Ledger = lazy(() => import('../ledger/LedgerPage'));
const Transfer = lazy(() => import('../ledger/TransferPage'));
const Charges = lazy(() => import('../charges/ChargesPage'));
const Charge = lazy(() => import('../charges/ChargePage'));
const Journals = lazy(() => import('../journals/JournalsPage'));
const ReRatings = lazy(() => import('../reratings/ReRatingsPage'));
const Reconciliation = lazy(() => import('../reconciliation/ReconciliationPage'));
const Modems = lazy(() => import('../modems/ModemsPage'));
const Bans = lazy(() => import('../guard/BansPage'));
const Trunks = lazy(() => import('../trunks/TrunksPage'));

function Waiting() {
  return (
    <Bullseye className="ml-waiting">
      <Spinner aria-label="Loading" />
    </Bullseye>
  );
}

function Allowed({ right, children }: { right: Right; children: ReactNode }) {
  const me = useMe();
  return sees(me, right) ? (
    <FaultBarrier>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </FaultBarrier>
  ) : (
    <NotFound tenantsOnly={isTenantsOnly(me, right)} />
  );
}

function Pages() {
  const home = homeOf(useMe());
  const page = (path: string, element: ReactNode, right: Right) => (
    <Route path={path} element={<Allowed right={right}>{element}</Allowed>} />
  );
  return (
    <Routes>
      {home === '/calls' ? page('/', <Calls />, 'seeCalls') : page('/', <Wallets />, 'seeWallets')}
      {page('/calls', <Calls />, 'seeCalls')}
      {page('/calls/:id', <CallRecord />, 'seeCalls')}
      {page('/recordings', <Recordings />, 'seeRecordings')}
      {page('/sounds', <Sounds />, 'seeSounds')}
      {page('/wallets', <Wallets />, 'seeWallets')}
      {page('/wallets/:id', <Wallet />, 'seeWallets')}
      {page('/purchases', <Purchases />, 'deliver')}
      {page('/phones', <Phones />, 'seePhones')}
      {page('/phones/:id', <Phone />, 'seePhones')}
      {page('/softphone', <Softphone />, 'seePhones')}
      {page('/numbers', <Numbers />, 'seeNumbers')}
      {page('/programs', <Programs />, 'seePrograms')}
      {page('/programs/:id', <Program />, 'seePrograms')}
      {page('/rates', <Rates />, 'seeRates')}
      {page('/decks', <Decks />, 'changeRates')}
      {page('/decks/:id', <Deck />, 'changeRates')}
      {page('/taxes', <Taxes />, 'changeRates')}
      {page('/sponsors', <Sponsors />, 'seeSponsors')}
      {page('/tenants', <Tenants />, 'seeTenants')}
      {page('/limits', <Limits />, 'seeLimits')}
      {page('/ledger', <Ledger />, 'seeLedger')}
      {page('/ledger/transfers/:id', <Transfer />, 'seeLedger')}
      {page('/charges', <Charges />, 'seeLedger')}
      {page('/charges/:id', <Charge />, 'seeLedger')}
      {page('/journals', <Journals />, 'seeLedger')}
      {page('/re-ratings', <ReRatings />, 'reRate')}
      {page('/reconciliation', <Reconciliation />, 'seeLedger')}
      {page('/trunks', <Trunks />, 'seeTrunks')}
      {page('/modems', <Modems />, 'seeModems')}
      {page('/bans', <Bans />, 'seeBans')}
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}

export function Portal() {
  return useLocation().pathname === SIGNED_IN_PAGE ? <SignedInPage /> : <SignedInPortal />;
}

function SignedInPortal() {
  const session = useSession();
  const nobody = session.data === undefined && isNotSignedIn(session.error);
  useEffect(() => {
    if (nobody) {
      reloadToSignIn();
    }
  }, [nobody]);
  if (session.data === undefined) {
    return session.error === null ? (
      <Waiting />
    ) : (
      <Bullseye>
        <Stack hasGutter>
          <ListFault
            what="your account"
            error={session.error}
            onRetry={() => void session.refetch()}
          />
          {/* Who is signed in as somebody without a membership has no menu to leave by. */}
          <a href="/logout">Sign out</a>
        </Stack>
      </Bullseye>
    );
  }
  return (
    <MeContext value={session.data}>
      <Shell>
        <Pages />
      </Shell>
    </MeContext>
  );
}
