import { Button, Stack, StackItem } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { change, read } from '../api/http';
import type { InputTax as Told } from '../api/taxShapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { Loaded } from '../parts/Loaded';
import { Section } from '../parts/Section';

interface AskProps {
  readonly deducted: boolean;
  readonly onClose: () => void;
}

function AskDialog({ deducted, onClose }: AskProps) {
  const say = useChange({
    send: () => change<Told>('PUT', '/input-tax', { deducted: !deducted }),
    stale: ['input-tax'],
    done: deducted ? 'Input tax is an expense from now on' : 'Input tax is deducted from now on',
    after: onClose,
  });
  return (
    <Dialog
      title={deducted ? 'Deduct input tax no longer?' : 'Deduct input tax?'}
      description={`From now on, of calls that are bought ${
        deducted
          ? 'the tax is an expense, too'
          : 'the net amount is an expense, and the tax is an asset (1570)'
      }. What was posted stays as it is.`}
      submit={deducted ? 'Deduct it no longer' : 'Deduct it'}
      busy={say.isPending}
      error={say.error}
      onSubmit={() => say.mutate()}
      onClose={onClose}
    />
  );
}

function Deducted({ deducted }: Told) {
  const [asking, setAsking] = useState(false);
  return (
    <Stack hasGutter>
      <p>
        {deducted
          ? 'Deducted: of calls that are bought the net amount is an expense, and the tax is an asset (1570).'
          : 'Not deducted: calls that are bought are an expense with their tax.'}{' '}
        What was posted stays as it is.
      </p>
      <StackItem>
        <Button variant="secondary" onClick={() => setAsking(true)}>
          {deducted ? 'Deduct it no longer' : 'Deduct it'}
        </Button>
      </StackItem>
      {asking && <AskDialog deducted={deducted} onClose={() => setAsking(false)} />}
    </Stack>
  );
}

/** Whether the tax in calls that are bought is deducted. */
export function InputTax() {
  const query = useQuery({
    queryKey: ['input-tax'],
    queryFn: ({ signal }) => read<Told>('/input-tax', {}, signal),
  });
  return (
    <Section title="Input tax">
      <Loaded query={query} what="the input tax">
        {({ deducted }) => <Deducted deducted={deducted} />}
      </Loaded>
    </Section>
  );
}
