import { PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { read } from '../api/http';
import type { Phone, Wallet } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { CopyText } from '../parts/CopyText';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Section';
import { Bindings } from './Bindings';
import { PhoneActions } from './PhoneActions';
import { RegistrationLabel } from './registration';
import { useServer } from './server';

function WalletName({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['wallets', id],
    queryFn: ({ signal }) => read<Wallet>(`/wallets/${id}`, {}, signal),
  });
  return <Link to={`/wallets/${id}`}>{data?.name ?? 'wallet'}</Link>;
}

function About({ phone }: { phone: Phone }) {
  const { role } = useMe();
  return (
    <Panel title="About">
      <Facts
        of={[
          ['Display name', phone.displayName || 'none'],
          ['Caller id outside', phone.callerId ?? 'none'],
          [
            'Paid from',
            phone.walletId === null ? (
              'no wallet: only free calls'
            ) : may(role, 'seeWallets') ? (
              <WalletName key="wallet" id={phone.walletId} />
            ) : (
              'a wallet'
            ),
          ],
          ['SIP address', <CopyText key="uri" text={phone.sipUri} what="SIP address" />],
        ]}
      />
    </Panel>
  );
}

function Settings({ phone }: { phone: Phone }) {
  const server = useServer();
  return (
    <Panel title="Settings for the device">
      <Facts
        of={[
          ['User', <CopyText key="user" text={phone.user} what="user" />],
          ['Domain', <CopyText key="domain" text={server.domain} what="domain" />],
          ['Server (UDP, TCP)', <CopyText key="server" text={server.udpTcp} what="server" />],
          server.tls !== null && [
            'Server (TLS)',
            <CopyText key="tls" text={server.tls} what="server for TLS" />,
          ],
          ['Password', 'was shown once; a new one can be made'],
        ]}
      />
    </Panel>
  );
}

export default function PhonePage() {
  const { id = '' } = useParams();
  const { role } = useMe();
  const query = useQuery({
    queryKey: ['phones', id],
    queryFn: ({ signal }) => read<Phone>(`/phones/${encodeURIComponent(id)}`, {}, signal),
  });
  const phone = query.data;
  return (
    <>
      <PageHead
        title={phone === undefined ? 'Phone' : `Phone ${phone.user}`}
        above={{ name: role === 'PAYER' ? 'My phones' : 'Phones', path: '/phones' }}
        badge={phone && <RegistrationLabel phone={phone} />}
        actions={phone && may(role, 'changePhones') && <PhoneActions phone={phone} />}
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the phone">
          {(it) => (
            <>
              <Bindings phone={it} />
              <About phone={it} />
              <Settings phone={it} />
            </>
          )}
        </Loaded>
      </PageSection>
    </>
  );
}
