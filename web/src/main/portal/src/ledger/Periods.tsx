import { Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { change, read } from '../api/http';
import type { Periods as PeriodsShape } from '../api/ledgerShapes';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { Panel } from '../parts/Section';
import { TextField } from '../parts/TextField';
import { Instant } from '../time/Instant';
import { monthAfter, monthOf } from './months';
import { NO_PERSONS } from './noPersons';

interface Asked {
  readonly act: 'closing' | 'reopening';
  readonly month: string;
}

function PeriodDialog({ act, month, onClose }: Asked & { onClose: () => void }) {
  const [reason, setReason] = useState('');
  const closing = act === 'closing';
  const send = useChange({
    send: () =>
      change<PeriodsShape>('POST', `/ledger/periods/${month}/${act}`, { reason: reason.trim() }),
    stale: ['ledger'],
    done: closing ? `Closed ${month}` : `Reopened ${month}`,
    after: onClose,
  });
  return (
    <Dialog
      title={closing ? `Close ${month}?` : `Reopen ${month}?`}
      description={
        closing
          ? 'Nothing more is posted there or before. A call that is posted late goes to the first open day.'
          : 'Everything from this month on can be posted to again.'
      }
      submit={closing ? 'Close the month' : 'Reopen the month'}
      danger={!closing}
      busy={send.isPending}
      error={send.error}
      onSubmit={() => send.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Reason"
        required={!closing}
        value={reason}
        onValue={setReason}
        complaint={complaintAbout(send.error, 'reason')}
        help={`Stays on record. ${NO_PERSONS}`}
        input={{ maxLength: 500 }}
      />
    </Dialog>
  );
}

/** How far the book is closed, and the way to close or reopen a month. */
export function Periods() {
  const [asked, setAsked] = useState<Asked>();
  const query = useQuery({
    queryKey: ['ledger', 'periods'],
    queryFn: ({ signal }) => read<PeriodsShape>('/ledger/periods', {}, signal),
  });
  const through = query.data?.closedThrough ?? null;
  const last = query.data?.events[0];
  const next =
    through === null ? monthAfter(monthOf(new Date()), -1) : monthAfter(monthOf(through), 1);
  const actions = query.data && (
    <>
      <Button variant="secondary" onClick={() => setAsked({ act: 'closing', month: next })}>
        Close {next}
      </Button>
      {through !== null && (
        <Button
          variant="link"
          onClick={() => setAsked({ act: 'reopening', month: monthOf(through) })}
        >
          Reopen {monthOf(through)}
        </Button>
      )}
    </>
  );
  return (
    <Panel title="Periods" actions={actions}>
      <Loaded query={query} what="the periods">
        {() => (
          <Facts
            of={[
              ['Closed through', through ?? 'all is open'],
              last !== undefined && [
                'Last change',
                `${last.action === 'CLOSED' ? 'closed' : 'reopened'} ${last.month}`,
              ],
              last !== undefined && ['When', <Instant key="at" at={last.at} />],
              last !== undefined && last.reason !== '' && ['Reason', last.reason],
            ]}
          />
        )}
      </Loaded>
      {asked && <PeriodDialog {...asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}
