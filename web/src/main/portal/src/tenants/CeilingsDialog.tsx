import { Modal, ModalBody, ModalFooter, ModalHeader, Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import type { Customer, Limit } from '../api/limitShapes';
import { LimitDialog } from '../limits/LimitDialog';
import { LimitTable, type LimitDoing } from '../limits/LimitTable';
import { limitInWords } from '../limits/words';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';

const STALE = ['ceilings'];

/** The operator's limits for a tenant. */
export function CeilingsDialog({ tenant, onClose }: { tenant: Customer; onClose: () => void }) {
  const [doing, setDoing] = useState<LimitDoing | readonly ['set']>();
  const path = `/tenants/${tenant.id}/limits`;
  const limits = useQuery({
    queryKey: ['ceilings', tenant.id],
    queryFn: ({ signal }) => read<{ items: readonly Limit[] }>(path, {}, signal),
  });
  const ceilings = limits.data?.items.filter(({ ceiling }) => ceiling) ?? [];
  const back = () => setDoing(undefined);
  if (doing?.[0] === 'set') {
    return <LimitDialog path={path} stale={STALE} others={ceilings} onClose={back} />;
  }
  if (doing?.[0] === 'change') {
    return (
      <LimitDialog path={path} stale={STALE} limit={doing[1]} others={ceilings} onClose={back} />
    );
  }
  if (doing?.[0] === 'delete') {
    return (
      <DeleteDialog
        what={`the limit: ${limitInWords(doing[1])}`}
        path={`${path}/${doing[1].id}`}
        stale={STALE}
        onGone={back}
        onClose={back}
      >
        {`${tenant.name} is limited by its own limits alone then.`}
      </DeleteDialog>
    );
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
                used={false}
                changeable={(limit) => limit.ceiling}
                onDoing={setDoing}
              />
            )
          }
        </Loaded>
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => setDoing(['set'])}>Set a limit</Button>
        <Button variant="link" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}
