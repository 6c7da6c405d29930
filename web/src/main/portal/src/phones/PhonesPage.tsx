import { Button } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePage } from '../api/usePage';
import type { Phone } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { CreatePhone } from './CreatePhone';
import { Locations } from './Locations';
import { RegistrationLabel } from './registration';

function PhoneRow({ phone }: { phone: Phone }) {
  const [binding] = phone.bindings;
  return (
    <Tr>
      <Cell name="Phone">
        <Link to={`/phones/${phone.id}`}>{phone.user}</Link>
        <div className="ml-quiet">{phone.displayName}</div>
      </Cell>
      <Cell name="Registration">
        <RegistrationLabel phone={phone} />
      </Cell>
      <Cell name="Where">
        {binding === undefined ? (
          '–'
        ) : (
          <>
            {binding.source ?? binding.contact}{' '}
            <span className="ml-quiet">
              {binding.transport.toUpperCase()}, {binding.userAgent ?? 'unknown device'}
            </span>
          </>
        )}
      </Cell>
      <Cell name="Caller id outside">{phone.callerId ?? 'none'}</Cell>
      <Cell name="SIP address">
        <code>{phone.sipUri}</code>
      </Cell>
    </Tr>
  );
}

export default function PhonesPage() {
  const { role, tenant } = useMe();
  const [creating, setCreating] = useState(false);
  const pages = usePage<Phone>(['phones'], '/phones');
  const admin = may(role, 'changePhones');
  return (
    <>
      <PageHead
        title={role === 'PAYER' ? 'My phones' : 'Phones'}
        lead={`SIP accounts at ${tenant.domain} and where they are registered right now.`}
        actions={admin && <Button onClick={() => setCreating(true)}>Create a phone</Button>}
      />
      <Section title="All phones" flush>
        <PagedList
          pages={pages}
          what="phones"
          empty={
            <Nothing title="There is no phone yet">
              {admin
                ? 'Create one, type its settings into a SIP phone, and dial a number.'
                : 'An administrator can create one.'}
            </Nothing>
          }
        >
          {(phones) => (
            <Table aria-label="Phones" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>Phone</Th>
                  <Th>Registration</Th>
                  <Th>Where</Th>
                  <Th>Caller id outside</Th>
                  <Th>SIP address</Th>
                </Tr>
              </Thead>
              <Tbody>
                {phones.map((phone) => (
                  <PhoneRow key={phone.id} phone={phone} />
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
      {role !== 'PAYER' && <Locations changes={admin} />}
      {creating && <CreatePhone onClose={() => setCreating(false)} />}
    </>
  );
}
