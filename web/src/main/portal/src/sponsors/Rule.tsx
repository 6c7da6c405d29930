import { Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../api/http';
import { complaintAbout, complaintAboutEach } from '../api/problem';
import type { Below, PayerRule } from '../api/shapes';
import { useSave } from '../api/useSave';
import { ChoiceField } from '../parts/ChoiceField';
import { Dialog } from '../parts/Dialog';
import { Facts } from '../parts/Facts';
import { LinesField } from '../parts/LinesField';
import { Loaded } from '../parts/Loaded';
import { lineIn, linesOf } from '../parts/lines';
import { Section } from '../parts/Section';
import { TextField } from '../parts/TextField';
import { Instant } from '../time/Instant';

const BELOW: readonly (readonly [Below, string])[] = [
  ['NOT_TAKEN', 'is not taken'],
  ['ACCEPTED', 'is taken in the place of the price'],
  ['NEXT_PAYS_REST', 'is taken, and the next payer pays the rest of the price'],
];

function EditRule({ rule, onClose }: { rule: PayerRule; onClose: () => void }) {
  const [steps, setSteps] = useState(rule.steps.join('\n'));
  const [sent, setSent] = useState('');
  const [seconds, setSeconds] = useState(String(rule.bidSeconds));
  const [below, setBelow] = useState<Below>(rule.below);
  const save = useSave<PayerRule>({
    path: '/payer-rule',
    of: rule,
    stale: ['payer-rule'],
    done: 'Saved who pays',
    after: onClose,
  });
  return (
    <Dialog
      title="Who pays"
      description="Asked one after the other. Each step ends with what follows when its money ends: then next, or then end."
      submit="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={() => {
        setSent(steps);
        save.mutate({ steps: linesOf(steps), bidSeconds: Number(seconds), below });
      }}
      onClose={onClose}
    >
      <LinesField
        label="Steps"
        required
        value={steps}
        onValue={setSteps}
        complaint={complaintAboutEach(save.error, 'steps', lineIn(sent))}
        help="One a line: sponsors, caller, tenant, or a split such as: split caller 1 tenant 1 rest tenant"
      />
      <TextField
        label="Length of call at which offers are compared, in seconds"
        required
        value={seconds}
        onValue={setSeconds}
        complaint={complaintAbout(save.error, 'bidSeconds')}
        input={{ inputMode: 'numeric', autoComplete: 'off' }}
      />
      <ChoiceField
        label="An offer below the price"
        value={below}
        choices={BELOW}
        onValue={(value) => setBelow(value)}
      />
    </Dialog>
  );
}

/** The tenant's rule of who pays. */
export function Rule() {
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['payer-rule'],
    queryFn: ({ signal }) => read<PayerRule>('/payer-rule', {}, signal),
  });
  return (
    <Section
      title="Who pays"
      actions={
        <Button variant="secondary" size="sm" onClick={() => setEditing(true)}>
          Change
        </Button>
      }
    >
      <Loaded query={query} what="the rule">
        {(rule) => (
          <>
            <Facts
              of={[
                [
                  'Asked in this order',
                  <ol key="steps">
                    {rule.steps.map((step) => (
                      <li key={step}>{step}</li>
                    ))}
                  </ol>,
                ],
                ['Offers compared at', `${rule.bidSeconds} s`],
                ['An offer below the price', BELOW.find(([each]) => each === rule.below)?.[1]],
                rule.changed !== null && ['Set', <Instant key="set" at={rule.changed} />],
                rule.changedBy !== null && ['By', rule.changedBy],
              ]}
            />
            {editing && <EditRule rule={rule} onClose={() => setEditing(false)} />}
          </>
        )}
      </Loaded>
    </Section>
  );
}
