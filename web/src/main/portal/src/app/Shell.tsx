import {
  Banner,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
} from '@patternfly/react-core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { useEvents } from '../events/useEvents';
import { NoticesProvider } from '../parts/Notices';
import { SignInAgain } from '../parts/SignInAgain';
import { PhoneBar } from '../softphone/PhoneBar';
import { AccountMenu } from './AccountMenu';
import { Navigation } from './Navigation';
import { homeOf } from './rights';
import { useMe } from './session';
import { useSamePerson, useSignedOut } from './useSignedOut';

const MAIN = 'main';

/** After a change of page the keyboard and the screen reader go on at its top, as after a load. */
function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current !== pathname) {
      before.current = pathname;
      document.getElementById(MAIN)?.focus();
      window.scrollTo(0, 0);
    }
  }, [pathname]);
}

function Top() {
  const me = useMe();
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label="Pages" isHamburgerButton />
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo component={(props) => <Link {...props} to={homeOf(me)} />}>
            <img className="ml-logo" src="/meterline.svg" alt="" width="32" height="32" />
            <span className="ml-brand">Meterline</span>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <span className="ml-tenant">{me.tenant.name}</span>
        <AccountMenu />
      </MastheadContent>
    </Masthead>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const interrupted = useEvents();
  const signedOut = useSignedOut();
  useSamePerson(useMe());
  useFocusOnNavigation();
  return (
    <Page
      masthead={<Top />}
      sidebar={
        <PageSidebar>
          <PageSidebarBody>
            <Navigation />
          </PageSidebarBody>
        </PageSidebar>
      }
      skipToContent={<SkipToContent href={`#${MAIN}`}>Skip to content</SkipToContent>}
      mainContainerId={MAIN}
      mainTabIndex={-1}
      isManagedSidebar
    >
      <div role="status">
        {signedOut && (
          <Banner color="yellow" screenReaderText="Warning">
            You are signed out. What you typed stays here. <SignInAgain />
          </Banner>
        )}
        {interrupted && !signedOut && (
          <Banner color="yellow" screenReaderText="Warning">
            Live updates are interrupted. Connecting again…
          </Banner>
        )}
      </div>
      <PhoneBar />
      <NoticesProvider>{children}</NoticesProvider>
    </Page>
  );
}
