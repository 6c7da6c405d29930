import { Label } from '@patternfly/react-core';
import type { CallState, CallSummary } from '../api/shapes';
import { outcomeOf, stateOf } from './words';

export function StateLabel({ state }: { state: CallState }) {
  const { name, colour } = stateOf(state);
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
