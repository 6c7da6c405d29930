import type { CallRecord } from '../api/shapes';
import { Panel } from '../parts/Section';
import { RunDetail } from '../programs/RunDetail';

export function RecordRuns({ call }: { call: CallRecord }) {
  if (call.programRuns.length === 0) {
    return null;
  }
  return (
    <Panel title="Program runs">
      <div className="ml-stack">
        {call.programRuns.map((run) => (
          <RunDetail key={run.id} run={run} />
        ))}
      </div>
    </Panel>
  );
}
