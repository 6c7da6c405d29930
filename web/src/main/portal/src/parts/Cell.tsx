import { Td } from '@patternfly/react-table';
import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  readonly right?: boolean;
  readonly children: ReactNode;
}

/** A cell under a column's name; on a narrow screen rows become cards and the name stands beside it. */
export function Cell({ name, right = false, children }: Props) {
  return (
    <Td dataLabel={name} className={right ? 'ml-right' : ''}>
      <div>{children}</div>
    </Td>
  );
}
