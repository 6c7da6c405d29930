import { Button, Flex } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallerId } from '../api/callerIdShapes';
import { read } from '../api/http';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Loaded } from '../parts/Loaded';
import { Nothing } from '../parts/Nothing';
import { Section } from '../parts/Section';
import { AddCallerId } from './AddCallerId';
import { CallerIdTable } from './CallerIdTable';
import { CodeDialog } from './CodeDialog';

type Opened =
  { readonly what: 'add' } | { readonly what: 'code' | 'delete'; readonly callerId: CallerId };

/** Numbers elsewhere that the tenant shows: list, verify, remove. */
export function CallerIds() {
  const admin = may(useMe().role, 'changeNumbers');
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const callerIds = useQuery({
    queryKey: ['caller-ids'],
    queryFn: ({ signal }) => read<{ items: readonly CallerId[] }>('/caller-ids', {}, signal),
  });
  const actions = (callerId: CallerId) => {
    const verb = callerId.verified === null ? 'Verify' : 'Verify again';
    return (
      <Flex gap={{ default: 'gapSm' }} justifyContent={{ default: 'justifyContentFlexEnd' }}>
        {(callerId.state !== 'VERIFIED' || callerId.how !== 'OPERATOR') && (
          <Button
            variant="secondary"
            size="sm"
            aria-label={`${verb}: ${callerId.number}`}
            onClick={() => setOpened({ what: 'code', callerId })}
          >
            {verb}
          </Button>
        )}
        <Button
          variant="secondary"
          isDanger
          size="sm"
          aria-label={`Delete ${callerId.number}`}
          onClick={() => setOpened({ what: 'delete', callerId })}
        >
          Delete
        </Button>
      </Flex>
    );
  };
  return (
    <>
      <Section
        title="Numbers elsewhere that you show"
        flush
        actions={
          admin && (
            <Button variant="secondary" onClick={() => setOpened({ what: 'add' })}>
              Verify a number
            </Button>
          )
        }
      >
        <Loaded query={callerIds} what="numbers elsewhere">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="No number elsewhere">
                Those whom you call see your own numbers. To show another one, such as a mobile
                phone&apos;s, verify that you answer there.
              </Nothing>
            ) : (
              <CallerIdTable callerIds={items} {...(admin && { actions })} />
            )
          }
        </Loaded>
      </Section>
      {opened?.what === 'add' && (
        <AddCallerId
          onAdded={(callerId) => setOpened({ what: 'code', callerId })}
          onClose={close}
        />
      )}
      {opened?.what === 'code' && <CodeDialog callerId={opened.callerId} onClose={close} />}
      {opened?.what === 'delete' && (
        <DeleteDialog
          what={`number ${opened.callerId.number}`}
          path={`/caller-ids/${opened.callerId.id}`}
          stale={['caller-ids', 'phones']}
          onGone={close}
          onClose={close}
        >
          From the next call on it is shown no more; phones that showed it show your first number.
        </DeleteDialog>
      )}
    </>
  );
}
