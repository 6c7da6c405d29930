import { Label } from '@patternfly/react-core';
import type { CallState, CallSummary } from '../api/shapes';
import { STATES, outcomeOf } from './words';

export function StateLabel({ state }: { state: CallState }) {
  const { name, colour } = STATES[state];
  return (
    <Label isCompact color={colour}>
      {name}
    </Label>
  );
}

export function OutcomeLabel({ call }: { call: CallSummary }) {
  const { name, colour } = outcomeOf(call);
  return (
    <Label isCompact color={colour}>
      {name}
    </Label>
  );
}
