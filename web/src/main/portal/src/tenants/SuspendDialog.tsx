import { useState } from 'react';
import { change } from '../api/http';
import type { Customer } from '../api/limitShapes';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';

/** Stops a tenant's calls. */
export function SuspendDialog({ tenant, onClose }: { tenant: Customer; onClose: () => void }) {
  const [support, setSupport] = useState(tenant.support ?? '');
  const suspend = useChange({
    send: () =>
      change<Customer>('PUT', `/tenants/${tenant.id}/suspension`, {
        suspended: true,
        support: support.trim() === '' ? null : support.trim(),
      }),
    stale: ['customers'],
    done: `Stopped the calls of ${tenant.name}`,
    after: onClose,
  });
  return (
    <Dialog
      title={`Stop the calls of ${tenant.name}?`}
      description="New calls are refused, emergency calls are not. Calls that are up go on, and people can sign in."
      submit="Stop calls"
      danger
      busy={suspend.isPending}
      error={suspend.error}
      onSubmit={() => suspend.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Who can still be called from outside"
        value={support}
        onValue={setSupport}
        complaint={complaintAbout(suspend.error, 'support')}
        help="A user of the tenant such as 101; nothing for nobody."
        input={{ autoComplete: 'off', maxLength: 32 }}
      />
    </Dialog>
  );
}
