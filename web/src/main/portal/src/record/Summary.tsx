import type { CallRecord } from '../api/shapes';
import { Cost } from '../calls/Cost';
import { Verified } from '../calls/Verified';
import { DIRECTIONS } from '../calls/words';
import { CopyText } from '../parts/CopyText';
import { Facts } from '../parts/Facts';
import { Panel } from '../parts/Section';
import { ruledOf } from '../recordings/ruleWords';
import { Duration, Elapsed } from '../time/Elapsed';
import { Instant } from '../time/Instant';

function Talked({ call }: { call: CallRecord }) {
  return call.answered !== null && call.ended === null ? (
    <Elapsed since={call.answered} />
  ) : (
    <Duration millis={call.talkedMillis} />
  );
}

/** A call that nobody made: both were called. */
function askedFor({ askedBy }: CallRecord): readonly [string, string][] {
  return typeof askedBy === 'string' ? [['Asked for by', askedBy]] : [];
}

/** A rule asked for a recording. */
function ruled({ recordingRule }: CallRecord): readonly [string, string][] {
  return recordingRule ? [['Recording', ruledOf(recordingRule)]] : [];
}

/** What was in the way has a name, which the manual explains. */
function refused({ refusal }: CallRecord): readonly [string, string][] {
  return refusal
    ? [
        ['Refused as', refusal.code],
        ['Calling again', refusal.retry ? 'may help' : 'does not help before something is changed'],
      ]
    : [];
}

function Caller({ call: { caller, verification } }: { call: CallRecord }) {
  return verification ? (
    <>
      {caller} <Verified found={verification} />
      {verification.status !== 'passed' && <div>{verification.words}</div>}
    </>
  ) : (
    <>{caller}</>
  );
}

export function Summary({ call }: { call: CallRecord }) {
  return (
    <Panel title="Summary">
      <Facts
        of={[
          ['Caller', <Caller key="caller" call={call} />],
          ['Dialled', call.dialled],
          ['Reached', call.callee ?? 'nobody'],
          ...askedFor(call),
          ...ruled(call),
          ['Direction', DIRECTIONS[call.direction]],
          ['Began', <Instant key="began" at={call.began} />],
          ['Answered', <Instant key="answered" at={call.answered} />],
          ['Ended', <Instant key="ended" at={call.ended} />],
          ['Talked', <Talked key="talked" call={call} />],
          ['Cost', <Cost key="cost" call={call} />],
          [
            'End',
            call.ended === null
              ? 'still up'
              : [call.sipStatus, call.reason].filter((part) => part !== null).join(' '),
          ],
          ...refused(call),
          ['Call id', <CopyText key="id" text={call.id} what="call id" />],
        ]}
      />
    </Panel>
  );
}
