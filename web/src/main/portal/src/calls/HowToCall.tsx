import { Link } from 'react-router';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Nothing } from '../parts/Nothing';

/** What to do when there is nothing to see yet. */
export function HowToCall({ title }: { title: string }) {
  const { role, tenant } = useMe();
  return (
    <Nothing title={title}>
      {may(role, 'seePhones') ? (
        <>
          Call from this browser with the <Link to="/softphone">Softphone</Link>, or register a SIP
          phone of <Link to="/phones">Phones</Link> at <code>{tenant.domain}</code>: dial one of the{' '}
          <Link to="/numbers">numbers</Link>, such as <code>500</code>, another phone, or a number
          outside. The call appears here at once.
        </>
      ) : (
        <>
          Calls of {tenant.name} appear here at once, when a phone dials one of the{' '}
          <Link to="/numbers">numbers</Link>.
        </>
      )}
    </Nothing>
  );
}
