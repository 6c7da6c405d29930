import { PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { read } from '../api/http';
import type { CallRecord } from '../api/shapes';
import { HangUp } from '../calls/HangUp';
import { OutcomeLabel, StateLabel } from '../calls/labels';
import { Loaded } from '../parts/Loaded';
import { PageHead } from '../parts/PageHead';
import { Bought } from './Bought';
import { Charges } from './Charges';
import { Legs } from './Legs';
import { PayerDecisions } from './PayerDecisions';
import { RecordRecordings } from './RecordRecordings';
import { RecordRuns } from './RecordRuns';
import { Sequence } from './Sequence';
import { Summary } from './Summary';

/** While a call lives its record grows by more than events tell. */
const LIVE_MILLIS = 3_000;

export default function CallRecordPage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['call', id],
    queryFn: ({ signal }) => read<CallRecord>(`/calls/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.state !== 'ENDED' ? LIVE_MILLIS : false,
  });
  const call = query.data;
  return (
    <>
      <PageHead
        title={call === undefined ? 'Call' : `${call.caller} → ${call.dialled}`}
        above={{ name: 'Calls', path: '/calls' }}
        badge={
          call &&
          (call.state === 'ENDED' ? (
            <OutcomeLabel call={call} />
          ) : (
            <StateLabel state={call.state} />
          ))
        }
        actions={call && <HangUp call={call} />}
      />
      <PageSection className="ml-stack">
        <Loaded query={query} what="the call">
          {(record) => (
            <>
              <Summary call={record} />
              <RecordRecordings call={record} />
              <Sequence call={record} />
              <Charges call={record} />
              <Bought call={record} />
              <PayerDecisions call={record} />
              <Legs call={record} />
              <RecordRuns call={record} />
            </>
          )}
        </Loaded>
      </PageSection>
    </>
  );
}
