import { Button, Flex, FlexItem } from '@patternfly/react-core';
import { Verified } from '../calls/Verified';
import { Elapsed } from '../time/Elapsed';
import { answer, hangUp, hold, mute, type Talk } from './softphone';
import { back, join } from './transfer';

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

/** While somebody else is asked: the two become one talk, or the first goes on. */
function Asking({ talk, waiting }: { talk: Talk; waiting: Talk }) {
  const joins = waiting.handing !== null;
  return (
    <>
      <Button onClick={join} isDisabled={talk.state !== 'talking' || joins}>
        Join
      </Button>
      <Button variant="secondary" onClick={back} isDisabled={joins}>
        Back to {waiting.other}
      </Button>
    </>
  );
}

interface Props {
  readonly talk: Talk;
  /** Who is on hold while the other is asked. */
  readonly waiting: Talk | null;
  /** Opens what puts the other end through, where there is room for that. */
  readonly onTransfer?: (() => void) | undefined;
  readonly transferring?: boolean;
}

/** Who is at the other end, for how long, and what can be done about it. */
export function InCall({ talk, waiting, onTransfer, transferring = false }: Props) {
  const ringing = talk.incoming && talk.state === 'ringing';
  const free = waiting === null && talk.handing === null;
  return (
    <>
      {waiting !== null && (
        <div>
          <strong>{waiting.other}</strong> is on hold
        </div>
      )}
      <Flex alignItems={{ default: 'alignItemsCenter' }} gap={{ default: 'gapMd' }}>
        <FlexItem className="ml-who">
          <strong>{talk.other}</strong> <Verified found={talk.verified} /> <State talk={talk} />
        </FlexItem>
        {ringing && <Button onClick={answer}>Answer</Button>}
        {talk.state === 'talking' && (
          <>
            <Button variant="secondary" onClick={() => mute(!talk.muted)}>
              {talk.muted ? 'Unmute' : 'Mute'}
            </Button>
            {waiting === null && (
              <Button variant="secondary" onClick={() => hold(!talk.held)}>
                {talk.held ? 'Resume' : 'Hold'}
              </Button>
            )}
            {onTransfer !== undefined && free && (
              <Button variant="secondary" aria-expanded={transferring} onClick={onTransfer}>
                Transfer…
              </Button>
            )}
          </>
        )}
        {waiting !== null && <Asking talk={talk} waiting={waiting} />}
        <Button variant="danger" onClick={hangUp}>
          {ringing ? 'Decline' : 'Hang up'}
        </Button>
      </Flex>
    </>
  );
}
