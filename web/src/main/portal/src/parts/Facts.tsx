import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';

type Fact = readonly [name: string, value: ReactNode] | false | undefined;

/** Names and values; a fact that is false is left out. */
export function Facts({ of, columns = 3 }: { of: readonly Fact[]; columns?: 1 | 2 | 3 }) {
  const modifier = { 1: '1Col', 2: '2Col', 3: '3Col' } as const;
  return (
    <DescriptionList
      columnModifier={{
        default: columns === 1 ? '1Col' : '2Col',
        sm: columns === 1 ? '1Col' : '2Col',
        lg: modifier[columns],
      }}
      isCompact
    >
      {of.map(
        (fact) =>
          fact && (
            <DescriptionListGroup key={fact[0]}>
              <DescriptionListTerm>{fact[0]}</DescriptionListTerm>
              <DescriptionListDescription>{fact[1]}</DescriptionListDescription>
            </DescriptionListGroup>
          ),
      )}
    </DescriptionList>
  );
}
