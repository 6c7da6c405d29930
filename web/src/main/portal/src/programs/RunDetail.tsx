import { Label } from '@patternfly/react-core';
import { Link } from 'react-router';
import type { ProgramRun } from '../api/shapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Facts } from '../parts/Facts';
import { Output } from '../parts/Output';
import { millisBetween } from '../time/duration';
import { Duration, Elapsed } from '../time/Elapsed';
import { Instant } from '../time/Instant';

export function ExitLabel({ run }: { run: ProgramRun }) {
  if (run.ended === null) {
    return (
      <Label isCompact color="blue">
        Running
      </Label>
    );
  }
  if (run.exitStatus === null) {
    return (
      <Label isCompact color="orange">
        No exit status
      </Label>
    );
  }
  return (
    <Label isCompact color={run.exitStatus === 0 ? 'green' : 'red'}>
      Exit status {run.exitStatus}
    </Label>
  );
}

export function RunErrors({ run }: { run: ProgramRun }) {
  return run.standardError === null || run.standardError === '' ? (
    <p className="ml-quiet">Nothing on standard error.</p>
  ) : (
    <Output text={run.standardError} label={`Standard error of ${run.name}`} />
  );
}

/** One run of a program, whole; what it said for those alone who may read it. */
export function RunDetail({ run }: { run: ProgramRun }) {
  const { role } = useMe();
  return (
    <div>
      <Facts
        of={[
          [
            'Program',
            <Link key="program" to={`/programs/${run.programId}`}>
              {run.name}
            </Link>,
          ],
          ['Exit', <ExitLabel key="exit" run={run} />],
          ['Ending', run.ending ?? 'still running'],
          ['Began', <Instant key="began" at={run.began} />],
          [
            'Ran',
            run.ended === null ? (
              <Elapsed key="ran" since={run.began} />
            ) : (
              <Duration key="ran" millis={millisBetween(run.began, run.ended, 0)} />
            ),
          ],
          ['Sandbox', run.sandbox ?? 'not known'],
        ]}
      />
      {may(role, 'seeRuns') && (
        <>
          <h3 className="ml-subhead">Standard error</h3>
          <RunErrors run={run} />
        </>
      )}
    </div>
  );
}
