import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallerId } from '../api/callerIdShapes';
import { change, read } from '../api/http';
import type { Customer } from '../api/limitShapes';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { CallerIdTable } from '../numbers/CallerIdTable';
import { Dialog } from '../parts/Dialog';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { TextField } from '../parts/TextField';

interface Props {
  readonly tenant: Customer;
  readonly onClose: () => void;
}

const STALE = ['tenant-caller-ids'];

function Vouch({ tenant, onClose }: Props) {
  const [number, setNumber] = useState('');
  const [note, setNote] = useState('');
  const vouch = useChange({
    send: () =>
      change<CallerId>('POST', `/tenants/${tenant.id}/caller-ids`, {
        number: number.replace(/[\s()/-]/g, ''),
        note: note.trim(),
      }),
    stale: STALE,
    done: ({ number: shown }) => `${tenant.name} may show ${shown}`,
    after: onClose,
  });
  return (
    <Dialog
      title={`Vouch for a number of ${tenant.name}`}
      description="It may be shown at once, without a code."
      submit="Vouch"
      busy={vouch.isPending}
      error={vouch.error}
      onSubmit={() => vouch.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Number"
        required
        value={number}
        onValue={setNumber}
        complaint={complaintAbout(vouch.error, 'number')}
        help="With + and country code."
        input={{ inputMode: 'tel', autoComplete: 'off', maxLength: 30 }}
      />
      <TextField
        label="How you know"
        required
        value={note}
        onValue={setNote}
        complaint={complaintAbout(vouch.error, 'note')}
        help="Such as a bill of the other carrier; the tenant sees it, too."
        input={{ maxLength: 500 }}
      />
    </Dialog>
  );
}

/** The numbers elsewhere that a tenant shows, as the operator sees them. */
export function VouchedDialog({ tenant, onClose }: Props) {
  const [vouching, setVouching] = useState(false);
  const path = `/tenants/${tenant.id}/caller-ids`;
  const callerIds = useQuery({
    queryKey: ['tenant-caller-ids', tenant.id],
    queryFn: ({ signal }) => read<{ items: readonly CallerId[] }>(path, {}, signal),
  });
  const withdraw = useChange({
    send: (callerId: CallerId) => change('DELETE', `${path}/${callerId.id}`).then(() => callerId),
    stale: STALE,
    done: ({ number }) => `${tenant.name} shows ${number} no more`,
    failed: 'The number was not taken back',
  });
  if (vouching) {
    return <Vouch tenant={tenant} onClose={() => setVouching(false)} />;
  }
  return (
    <Modal
      isOpen
      variant="medium"
      onClose={onClose}
      aria-labelledby="vouched-title"
      aria-describedby="vouched-body"
    >
      <ModalHeader
        title={`Numbers elsewhere of ${tenant.name}`}
        labelId="vouched-title"
        description="What it shows to those whom it calls beside its own numbers."
      />
      <ModalBody id="vouched-body" tabIndex={0}>
        <Loaded query={callerIds} what="numbers elsewhere">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="No number elsewhere">It shows its own numbers.</Nothing>
            ) : (
              <CallerIdTable
                callerIds={items}
                actions={(callerId) => (
                  <Button
                    variant="link"
                    isInline
                    isDisabled={withdraw.isPending}
                    aria-label={`Take back ${callerId.number}`}
                    onClick={() => withdraw.mutate(callerId)}
                  >
                    Take back
                  </Button>
                )}
              />
            )
          }
        </Loaded>
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => setVouching(true)}>Vouch for a number</Button>
        <Button variant="link" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}
