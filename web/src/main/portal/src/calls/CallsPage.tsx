import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useSearchParams } from 'react-router';
import { useMe } from '../app/session';
import type { CallState } from '../api/shapes';
import { PageHead } from '../parts/PageHead';
import { EndedCalls } from './EndedCalls';
import { LiveCalls } from './LiveCalls';
import { STATES } from './words';

const FILTERS: readonly CallState[] = ['RINGING', 'STEERED', 'TALKING', 'ENDED'];

function StateFilter({ chosen, onChoose }: Choice) {
  const choices = [null, ...FILTERS];
  return (
    <ToggleGroup aria-label="Calls shown" isCompact>
      {choices.map((state) => (
        <ToggleGroupItem
          key={state ?? 'ALL'}
          text={state === null ? 'All' : STATES[state].name}
          isSelected={chosen === state}
          onChange={() => onChoose(state)}
        />
      ))}
    </ToggleGroup>
  );
}

interface Choice {
  readonly chosen: CallState | null;
  readonly onChoose: (state: CallState | null) => void;
}

export default function CallsPage() {
  const { role, tenant } = useMe();
  const [parameters, setParameters] = useSearchParams();
  const chosen = FILTERS.find((state) => state === parameters.get('state')) ?? null;
  const choose = (state: CallState | null) =>
    setParameters(state === null ? {} : { state }, { replace: true });
  return (
    <>
      <PageHead
        title={role === 'PAYER' ? 'My calls' : 'Calls'}
        lead={`What is up at ${tenant.name} right now, and what was.`}
        actions={<StateFilter chosen={chosen} onChoose={choose} />}
      />
      {chosen !== 'ENDED' && <LiveCalls only={chosen} />}
      {(chosen === null || chosen === 'ENDED') && <EndedCalls />}
    </>
  );
}
