import { Button, Flex, FlexItem } from '@patternfly/react-core';
import AngleLeftIcon from '@patternfly/react-icons/dist/esm/icons/angle-left-icon';
import AngleRightIcon from '@patternfly/react-icons/dist/esm/icons/angle-right-icon';
import type { ReactNode } from 'react';
import type { Pages } from '../api/usePage';
import { Loaded } from './Loaded';

function Pager<T>({ pages, what }: { pages: Pages<T>; what: string }) {
  if (pages.onNewer === undefined && pages.onOlder === undefined) {
    return null;
  }
  return (
    <Flex
      component="nav"
      aria-label={`Pages of ${what}`}
      className="ml-pager"
      justifyContent={{ default: 'justifyContentFlexEnd' }}
      alignItems={{ default: 'alignItemsCenter' }}
    >
      <FlexItem aria-live="polite">Page {pages.number}</FlexItem>
      <Button
        variant="plain"
        icon={<AngleLeftIcon />}
        aria-label="Previous page"
        isDisabled={pages.onNewer === undefined}
        {...(pages.onNewer && { onClick: pages.onNewer })}
      />
      <Button
        variant="plain"
        icon={<AngleRightIcon />}
        aria-label="Next page"
        isDisabled={pages.onOlder === undefined}
        {...(pages.onOlder && { onClick: pages.onOlder })}
      />
    </Flex>
  );
}

interface Props<T> {
  readonly pages: Pages<T>;
  readonly what: string;
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list that is read by pages: its rows, or what to show while there are none. */
export function PagedList<T>({ pages, what, empty, children }: Props<T>) {
  return (
    <Loaded query={pages.query} what={what}>
      {({ items }) => (
        <>
          {items.length === 0 && pages.number === 1 ? (
            empty
          ) : (
            <div className="ml-wide">{children(items)}</div>
          )}
          <Pager pages={pages} what={what} />
        </>
      )}
    </Loaded>
  );
}
