import type { LabelProps } from '@patternfly/react-core';
import type { CallState, CallSummary } from '../api/shapes';

type Colour = NonNullable<LabelProps['color']>;

export const STATES: Record<CallState, { readonly name: string; readonly colour: Colour }> = {
  ARRIVED: { name: 'Arrived', colour: 'grey' },
  ORIGINATING: { name: 'Calling the first', colour: 'teal' },
  ASKING: { name: 'Asking for credit', colour: 'purple' },
  RINGING: { name: 'Ringing', colour: 'yellow' },
  STEERED: { name: 'In a program', colour: 'blue' },
  TALKING: { name: 'Talking', colour: 'green' },
  TRANSFERRING: { name: 'Being transferred', colour: 'green' },
  ENDING: { name: 'Ending', colour: 'orange' },
  ENDED: { name: 'Ended', colour: 'grey' },
};

const UNKNOWN = { name: 'Unknown', colour: 'grey' } as const;

/** What to call a state; a newer server may have ones that this portal does not know. */
export function stateOf(state: string): { readonly name: string; readonly colour: Colour } {
  return Object.hasOwn(STATES, state) ? STATES[state as CallState] : UNKNOWN;
}

export const DIRECTIONS: Record<CallSummary['direction'], string> = {
  INTERNAL: 'Inside',
  OUTGOING: 'Outgoing',
  INCOMING: 'Incoming',
};

/** How a call that is over went, in a word. */
export function outcomeOf(call: CallSummary): { readonly name: string; readonly colour: Colour } {
  const status = call.sipStatus ?? 0;
  if (call.answered !== null && status < 300) {
    return { name: 'Answered', colour: 'green' };
  }
  if (status === 402) {
    return { name: 'No credit', colour: 'orange' };
  }
  if (status === 486 || status === 600) {
    return { name: 'Busy', colour: 'yellow' };
  }
  if (status === 487) {
    return { name: 'Cancelled', colour: 'grey' };
  }
  if (status === 408 || status === 480) {
    return { name: 'No answer', colour: 'yellow' };
  }
  if (status === 404 || status === 484 || status === 604) {
    return { name: 'Unknown number', colour: 'orange' };
  }
  return status >= 400
    ? { name: 'Failed', colour: 'red' }
    : { name: 'Not answered', colour: 'grey' };
}
