import { Button, Stack } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { change, read } from '../api/http';
import type { InputTax as Told } from '../api/taxShapes';
import { useChange } from '../api/useChange';
import { Loaded } from '../parts/Loaded';
import { Section } from '../parts/Section';

function Deducted({ deducted }: Told) {
  const say = useChange({
    send: () => change<Told>('PUT', '/input-tax', { deducted: !deducted }),
    stale: ['input-tax'],
    done: deducted ? 'Input tax is an expense from now on' : 'Input tax is deducted from now on',
  });
  return (
    <Stack hasGutter>
      <p>
        {deducted
          ? 'Deducted: of calls that are bought the net amount is an expense, and the tax is an asset (1570).'
          : 'Not deducted: calls that are bought are an expense with their tax.'}{' '}
        What was posted stays as it is.
      </p>
      <Button variant="secondary" isLoading={say.isPending} onClick={() => say.mutate()}>
        {deducted ? 'Deduct it no longer' : 'Deduct it'}
      </Button>
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
