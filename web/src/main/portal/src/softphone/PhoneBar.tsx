import { Banner } from '@patternfly/react-core';
import { useLocation } from 'react-router';
import { InCall } from './InCall';
import { useSoftphone } from './useSoftphone';

/** On every page but the softphone's own: the call that goes on, or that comes in. */
export function PhoneBar() {
  const { talk } = useSoftphone();
  const { pathname } = useLocation();
  return (
    <div role="status">
      {talk !== null && pathname !== '/softphone' && (
        <Banner color="blue" isSticky screenReaderText="Call">
          <InCall talk={talk} />
        </Banner>
      )}
    </div>
  );
}
