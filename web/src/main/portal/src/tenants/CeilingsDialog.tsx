import { Modal, ModalBody, ModalFooter, ModalHeader, Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { change, read } from '../api/http';
import type { Customer, Limit } from '../api/limitShapes';
import { useChange } from '../api/useChange';
import { LimitDialog } from '../limits/LimitDialog';
import { LimitTable } from '../limits/LimitTable';
import { limitInWords } from '../limits/words';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';

/** The operator's limits for a tenant. */
export function CeilingsDialog({ tenant, onClose }: { tenant: Customer; onClose: () => void }) {
  const [setting, setSetting] = useState(false);
  const path = `/tenants/${tenant.id}/limits`;
  const limits = useQuery({
    queryKey: ['ceilings', tenant.id],
    queryFn: ({ signal }) => read<{ items: readonly Limit[] }>(path, {}, signal),
  });
  const remove = useChange({
    send: (limit: Limit) => change('DELETE', `${path}/${limit.id}`).then(() => limit),
    stale: ['ceilings'],
    done: (limit) => `Deleted the limit: ${limitInWords(limit)}`,
    failed: 'The limit was not deleted',
  });
  if (setting) {
    return <LimitDialog path={path} stale={['ceilings']} onClose={() => setSetting(false)} />;
  }
  return (
    <Modal
      isOpen
      variant="medium"
      onClose={onClose}
      aria-labelledby="ceilings-title"
      aria-describedby="ceilings-body"
    >
      <ModalHeader
        title={`Limits of ${tenant.name}`}
        labelId="ceilings-title"
        description="The tenant may lower them, not more. What was used of them the tenant sees."
      />
      <ModalBody id="ceilings-body" tabIndex={0}>
        <Loaded query={limits} what="limits">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="There is no limit yet">The tenant may set some of its own.</Nothing>
            ) : (
              <LimitTable
                limits={items}
                removable={(limit) => limit.ceiling}
                onRemove={(limit) => remove.mutate(limit)}
              />
            )
          }
        </Loaded>
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => setSetting(true)}>Set a limit</Button>
        <Button variant="link" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}
