import {
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  PageSection,
  type CardProps,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly flush?: boolean;
}

/** A titled card; `flush` lets a table reach its edges. */
export function Panel({ title, actions, children, flush = false, ...card }: Props & CardProps) {
  return (
    <Card component="section" aria-label={title} {...card}>
      <CardHeader
        {...(actions ? { actions: { actions, hasNoOffset: true } } : {})}
        className="ml-panel-head"
      >
        <CardTitle component="h2">{title}</CardTitle>
      </CardHeader>
      <CardBody className={flush ? 'ml-flush' : ''}>{children}</CardBody>
    </Card>
  );
}

export function Section(props: Props) {
  return (
    <PageSection>
      <Panel {...props} />
    </PageSection>
  );
}
