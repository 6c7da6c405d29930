import { Button, Flex, FlexItem } from '@patternfly/react-core';
import { Verified } from '../calls/Verified';
import { Elapsed } from '../time/Elapsed';
import { answer, hangUp, hold, mute, type Talk } from './softphone';

function State({ talk }: { talk: Talk }) {
  if (talk.state === 'ringing') {
    return talk.incoming ? <>is calling</> : <>ringing…</>;
  }
  return (
    <>
      {talk.held ? 'on hold, ' : ''}
      {talk.since !== null && <Elapsed since={talk.since} />}
    </>
  );
}

/** Who is at the other end, for how long, and what can be done about it. */
export function InCall({ talk }: { talk: Talk }) {
  const ringing = talk.incoming && talk.state === 'ringing';
  return (
    <Flex alignItems={{ default: 'alignItemsCenter' }} gap={{ default: 'gapMd' }}>
      <FlexItem>
        <strong>{talk.other}</strong> <Verified found={talk.verified} /> <State talk={talk} />
      </FlexItem>
      {ringing && <Button onClick={answer}>Answer</Button>}
      {talk.state === 'talking' && (
        <>
          <Button variant="secondary" onClick={() => mute(!talk.muted)}>
            {talk.muted ? 'Unmute' : 'Mute'}
          </Button>
          <Button variant="secondary" onClick={() => hold(!talk.held)}>
            {talk.held ? 'Resume' : 'Hold'}
          </Button>
        </>
      )}
      <Button variant="danger" onClick={hangUp}>
        {ringing ? 'Decline' : 'Hang up'}
      </Button>
    </Flex>
  );
}
