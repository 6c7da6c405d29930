import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { change } from '../api/http';
import type { Customer } from '../api/limitShapes';
import { useChange } from '../api/useChange';
import { usePage } from '../api/usePage';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { CeilingsDialog } from './CeilingsDialog';
import { SuspendDialog } from './SuspendDialog';
import { VouchedDialog } from './VouchedDialog';

interface Opened {
  readonly what: 'limits' | 'numbers' | 'suspend';
  readonly tenant: Customer;
}

function Actions({ tenant, onOpen }: { tenant: Customer; onOpen: (opened: Opened) => void }) {
  const resume = useChange({
    send: () =>
      change<Customer>('PUT', `/tenants/${tenant.id}/suspension`, {
        suspended: false,
        support: tenant.support,
      }),
    stale: ['customers'],
    done: `${tenant.name} may call again`,
    failed: `The calls of ${tenant.name} are still stopped`,
  });
  return (
    <>
      <Button
        variant="secondary"
        size="sm"
        onClick={() => onOpen({ what: 'limits', tenant })}
        aria-label={`Limits of ${tenant.name}`}
      >
        Limits
      </Button>{' '}
      <Button
        variant="secondary"
        size="sm"
        onClick={() => onOpen({ what: 'numbers', tenant })}
        aria-label={`Caller ids of ${tenant.name}`}
      >
        Caller ids
      </Button>{' '}
      {tenant.suspended ? (
        <Button
          variant="link"
          size="sm"
          isDisabled={resume.isPending}
          onClick={() => resume.mutate()}
          aria-label={`Allow calls of ${tenant.name}`}
        >
          Allow calls
        </Button>
      ) : (
        <Button
          variant="link"
          size="sm"
          isDanger
          onClick={() => onOpen({ what: 'suspend', tenant })}
          aria-label={`Stop calls of ${tenant.name}`}
        >
          Stop calls
        </Button>
      )}
    </>
  );
}

/** The operator's tenants: what they may use, and whether they may call. */
export default function TenantsPage() {
  const me = useMe();
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const pages = usePage<Customer>(['customers'], '/tenants');
  return (
    <>
      <PageHead title="Tenants" lead="Whose calls you carry, and what they may use at most." />
      <Section title="All tenants" flush>
        <PagedList
          pages={pages}
          what="tenants"
          empty={<Nothing title="No tenant">Nobody calls here yet.</Nothing>}
        >
          {(items) => (
            <Table aria-label="Tenants" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th>Tenant</Th>
                  <Th>Domain</Th>
                  <Th>Country</Th>
                  <Th>Calls</Th>
                  <Th screenReaderText="Actions" />
                </Tr>
              </Thead>
              <Tbody>
                {items.map((tenant) => (
                  <Tr key={tenant.id}>
                    <Cell name="Tenant">{tenant.name}</Cell>
                    <Cell name="Domain">{tenant.domain}</Cell>
                    <Cell name="Country">{tenant.country}</Cell>
                    <Cell name="Calls">
                      <Label isCompact color={tenant.suspended ? 'red' : 'green'}>
                        {tenant.suspended ? 'Stopped' : 'Go on'}
                      </Label>
                      {tenant.suspended && tenant.support !== null && (
                        <div>{tenant.support} can be called from outside</div>
                      )}
                    </Cell>
                    <Cell name="Actions" right>
                      {may(me.role, 'changeLimits') && (
                        <Actions tenant={tenant} onOpen={setOpened} />
                      )}
                    </Cell>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
        </PagedList>
      </Section>
      {opened?.what === 'limits' && <CeilingsDialog tenant={opened.tenant} onClose={close} />}
      {opened?.what === 'numbers' && <VouchedDialog tenant={opened.tenant} onClose={close} />}
      {opened?.what === 'suspend' && <SuspendDialog tenant={opened.tenant} onClose={close} />}
    </>
  );
}
