import { Label } from '@patternfly/react-core';
import type { Phone } from '../api/shapes';

export function RegistrationLabel({ phone }: { phone: Phone }) {
  const count = phone.bindings.length;
  if (!phone.enabled) {
    return (
      <Label isCompact color="grey">
        Disabled
      </Label>
    );
  }
  return count === 0 ? (
    <Label isCompact color="grey">
      Not registered
    </Label>
  ) : (
    <Label isCompact color="green">
      {count === 1 ? 'Registered' : `Registered at ${count} places`}
    </Label>
  );
}
