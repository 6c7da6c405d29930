import { Button, Label, Progress, ProgressMeasureLocation } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { Limit, LimitUse } from '../api/limitShapes';
import { Cell } from '../parts/Cell';
import { destinationInWords, gaugesOf, limitInWords, mostInWords, type Gauge } from './words';

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

export type LimitDoing = readonly [what: 'change' | 'delete', limit: Limit];

interface Props {
  readonly limits: readonly Limit[];
  /** Whether it is known what was used of them. */
  readonly used: boolean;
  /** Which limits can be changed here; undefined: none. */
  readonly changeable: ((limit: Limit) => boolean) | undefined;
  readonly onDoing: (doing: LimitDoing) => void;
}

/** Limits, and what those who used most did of each in this hour. */
export function LimitTable({ limits, used, changeable, onDoing }: Props) {
  const button = (what: LimitDoing[0], name: string, limit: Limit) => (
    <Button
      variant="link"
      isInline
      isDanger={what === 'delete'}
      onClick={() => onDoing([what, limit])}
      aria-label={`${name} ${limitInWords(limit)}`}
    >
      {name}
    </Button>
  );
  return (
    <Table aria-label="Limits" variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Limit for</Th>
          <Th>Set by</Th>
          <Th>{used ? 'Use' : 'At most'}</Th>
          {changeable !== undefined && <Th screenReaderText="Actions" />}
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
            <Cell name={used ? 'Use' : 'At most'}>
              {used ? <Use limit={limit} /> : mostInWords(limit)}
            </Cell>
            {changeable !== undefined && (
              <Td className="ml-right">
                {changeable(limit) && (
                  <div className="ml-links">
                    {button('change', 'Change', limit)}
                    {button('delete', 'Delete', limit)}
                  </div>
                )}
              </Td>
            )}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
