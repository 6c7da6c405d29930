import { Button, Label, Progress, ProgressMeasureLocation } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { Limit, LimitUse } from '../api/limitShapes';
import { Cell } from '../parts/Cell';
import { destinationInWords, gaugesOf, limitInWords, type Gauge } from './words';

function variantOf({ full }: Gauge) {
  return full >= 100
    ? { variant: 'danger' as const }
    : full >= 80
      ? { variant: 'warning' as const }
      : {};
}

function nameOf(limit: Limit, { user, destination }: LimitUse): string {
  const parts = [
    limit.user === '*' ? user : '',
    limit.destination === '*' ? destinationInWords(destination) : '',
  ];
  return parts.filter((part) => part !== '').join(' to ');
}

function Use({ limit }: { limit: Limit }) {
  const use = limit.used[0];
  const most = use === undefined ? '' : nameOf(limit, use);
  return (
    <>
      {most !== '' && <div>Most: {most}</div>}
      {gaugesOf(limit, use).map((gauge) => (
        <div key={gauge.what}>
          {gauge.used} of {gauge.most} {gauge.what}
          <Progress
            aria-label={`${limitInWords(limit)}: ${gauge.what}`}
            value={gauge.full}
            size="sm"
            valueText={`${gauge.used} of ${gauge.most} ${gauge.what}`}
            measureLocation={ProgressMeasureLocation.none}
            {...variantOf(gauge)}
          />
        </div>
      ))}
    </>
  );
}

interface Props {
  readonly limits: readonly Limit[];
  /** Whose limits can be taken away here; undefined: nobody's. */
  readonly removable: ((limit: Limit) => boolean) | undefined;
  readonly onRemove: (limit: Limit) => void;
}

/** Limits, and what those who used most did of each in this hour. */
export function LimitTable({ limits, removable, onRemove }: Props) {
  return (
    <Table aria-label="Limits" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Limit for</Th>
          <Th>Set by</Th>
          <Th>Use</Th>
          <Th screenReaderText="Change" />
        </Tr>
      </Thead>
      <Tbody>
        {limits.map((limit) => (
          <Tr key={limit.id}>
            <Cell name="Limit for">{limitInWords(limit)}</Cell>
            <Cell name="Set by">
              <Label isCompact color={limit.ceiling ? 'purple' : 'blue'}>
                {limit.ceiling ? 'Operator' : 'Tenant'}
              </Label>
            </Cell>
            <Cell name="Use">
              <Use limit={limit} />
            </Cell>
            <Cell name="Change" right>
              {removable?.(limit) === true && (
                <Button
                  variant="link"
                  isInline
                  onClick={() => onRemove(limit)}
                  aria-label={`Delete ${limitInWords(limit)}`}
                >
                  Delete
                </Button>
              )}
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
