import { useQuery } from '@tanstack/react-query';
import { read } from '../api/http';
import type { Recording } from '../api/recordingShapes';
import type { CallRecord, Page } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Panel } from '../parts/Section';
import { RecordingTable } from '../recordings/RecordingTable';

/** While something is recorded, or its file is being closed. */
const OPEN_MILLIS = 3_000;

/** What was recorded of the call; nothing for those who hear no recordings. */
export function RecordRecordings({ call }: { call: CallRecord }) {
  const { role } = useMe();
  const query = useQuery({
    queryKey: ['recordings', 'call', call.id, call.state],
    queryFn: ({ signal }) => read<Page<Recording>>('/recordings', { call: call.id }, signal),
    // Whether others than admins may is for the tenant's terms to say: a refusal is no fault.
    retry: false,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ ended }) => ended === null || ended === undefined)
        ? OPEN_MILLIS
        : false,
    enabled: may(role, 'seeCalls'),
  });
  const recordings = query.data?.items ?? [];
  return recordings.length === 0 ? null : (
    <Panel title="Recordings" flush>
      <div className="ml-wide">
        <RecordingTable recordings={recordings} ofOneCall />
      </div>
    </Panel>
  );
}
