import { Button, Flex } from '@patternfly/react-core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { change } from '../api/http';
import type { Phone } from '../api/shapes';
import { useChange } from '../api/useChange';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Dialog } from '../parts/Dialog';
import { EditPhone } from './EditPhone';
import { SettingsOnce } from './SettingsOnce';
import { bodyOf, draftOf } from './draft';

interface Props {
  readonly phone: Phone;
  readonly onClose: () => void;
}

function NewPassword({ phone, onClose }: Props) {
  const renew = useChange({
    send: () => change<{ readonly password: string }>('POST', `/phones/${phone.id}/password`),
    stale: ['phones'],
  });
  return renew.data ? (
    <SettingsOnce phone={phone} password={renew.data.password} onClose={onClose} />
  ) : (
    <Dialog
      title={`New password for phone ${phone.user}?`}
      description="Devices with the old password can no longer register."
      submit="Make a new password"
      danger
      busy={renew.isPending}
      error={renew.error}
      onSubmit={() => renew.mutate()}
      onClose={onClose}
    />
  );
}

function Enabling({ phone }: { phone: Phone }) {
  const verb = phone.enabled ? 'Disable' : 'Enable';
  const save = useChange({
    send: () =>
      change<Phone>('PUT', `/phones/${phone.id}`, {
        ...bodyOf(draftOf(phone)),
        enabled: !phone.enabled,
        version: phone.version,
      }),
    stale: ['phones'],
    done: `${verb}d phone ${phone.user}`,
    failed: `Could not ${verb.toLowerCase()} phone ${phone.user}`,
  });
  return (
    <Button variant="secondary" isDisabled={save.isPending} onClick={() => save.mutate()}>
      {verb}
    </Button>
  );
}

type Opened = 'edit' | 'password' | 'delete' | null;

export function PhoneActions({ phone }: { phone: Phone }) {
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  return (
    <Flex gap={{ default: 'gapSm' }}>
      <Button variant="secondary" onClick={() => setOpened('edit')}>
        Edit
      </Button>
      <Enabling phone={phone} />
      <Button variant="secondary" onClick={() => setOpened('password')}>
        New password
      </Button>
      <Button variant="secondary" isDanger onClick={() => setOpened('delete')}>
        Delete
      </Button>
      {opened === 'edit' && <EditPhone phone={phone} onClose={close} />}
      {opened === 'password' && <NewPassword phone={phone} onClose={close} />}
      {opened === 'delete' && (
        <DeleteDialog
          what={`phone ${phone.user}`}
          path={`/phones/${phone.id}`}
          stale={['numbers']}
          onGone={() => void navigate('/phones')}
          onClose={close}
        >
          Its registrations end. Numbers that lead to it have to be detached first. Calls and money
          stay on record.
        </DeleteDialog>
      )}
    </Flex>
  );
}
