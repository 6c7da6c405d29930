import { Banner } from '@patternfly/react-core';
import { useLocation } from 'react-router';
import { InCall } from './InCall';
import { useSoftphone } from './useSoftphone';
import { inWords } from './words';

/** On every page but the softphone's own: the call that goes on, or that comes in. */
export function PhoneBar() {
  const { talk, waiting } = useSoftphone();
  const { pathname } = useLocation();
  const shown = pathname === '/softphone' ? null : talk;
  return (
    <>
      {/* Apart from what is seen, in which the time of the call changes each second. */}
      <div role="status" className="pf-v6-screen-reader">
        {shown !== null && `${inWords(shown, waiting)}. ${shown.note ?? ''}`}
      </div>
      {shown !== null && (
        <Banner color="blue" isSticky screenReaderText="Call">
          <InCall talk={shown} waiting={waiting} />
          {shown.note !== null && <p aria-hidden>{shown.note}</p>}
        </Banner>
      )}
    </>
  );
}
