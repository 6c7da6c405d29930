import {
  Breadcrumb,
  BreadcrumbItem,
  Content,
  Flex,
  FlexItem,
  PageBreadcrumb,
  PageSection,
  Title,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useMe } from '../app/session';

interface Head {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly above?: { readonly name: string; readonly path: string };
  readonly actions?: ReactNode;
  readonly badge?: ReactNode;
}

/** The top of every page: title of page and window, the way back, what can be done here. */
export function PageHead({ title, lead, above, actions, badge }: Head) {
  const { tenant } = useMe();
  return (
    <>
      <title>{`${title} · ${tenant.name} · Meterline`}</title>
      {above && (
        <PageBreadcrumb>
          <Breadcrumb>
            <BreadcrumbItem>
              <Link to={above.path}>{above.name}</Link>
            </BreadcrumbItem>
            <BreadcrumbItem isActive>{title}</BreadcrumbItem>
          </Breadcrumb>
        </PageBreadcrumb>
      )}
      <PageSection className="ml-head">
        <Flex
          justifyContent={{ default: 'justifyContentSpaceBetween' }}
          alignItems={{ default: 'alignItemsFlexStart' }}
        >
          <FlexItem>
            <Flex alignItems={{ default: 'alignItemsCenter' }} gap={{ default: 'gapMd' }}>
              <Title headingLevel="h1">{title}</Title>
              {badge}
            </Flex>
            {lead && (
              <Content component="p" className="ml-lead">
                {lead}
              </Content>
            )}
          </FlexItem>
          {actions && <FlexItem className="ml-actions">{actions}</FlexItem>}
        </Flex>
      </PageSection>
    </>
  );
}
