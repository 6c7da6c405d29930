import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Recording } from '../api/recordingShapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { Cell } from '../parts/Cell';
import { DeleteDialog } from '../parts/DeleteDialog';
import { Duration } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { Player } from './Player';
import { consentOf } from './ruleWords';
import { endOf, isFault, sizeOf } from './words';

function End({ recording }: { recording: Recording }) {
  return isFault(recording) ? (
    <Label isCompact color="orange">
      {endOf(recording)}
    </Label>
  ) : (
    <>{endOf(recording)}</>
  );
}

/** Who or what had it made. */
function Because({ recording: { askedBy, because, consent } }: { recording: Recording }) {
  return typeof because === 'string' ? (
    <div>
      Rule of {because}: {consentOf(consent ?? '')}
    </div>
  ) : (
    <div>Asked for by {askedBy === 'program' ? 'the program' : askedBy}</div>
  );
}

interface Props {
  readonly recordings: readonly Recording[];
  /** Whether they are of one call, which need not be named then. */
  readonly ofOneCall?: boolean;
}

export function RecordingTable({ recordings, ofOneCall = false }: Props) {
  const [erasing, setErasing] = useState<Recording>();
  const mayErase = may(useMe().role, 'eraseRecordings');
  return (
    <>
      <Table aria-label="Recordings" variant="compact" gridBreakPoint="grid-lg">
        <Thead>
          <Tr>
            {!ofOneCall && <Th>Call</Th>}
            <Th>Began</Th>
            <Th>What</Th>
            <Th className="ml-right">Length</Th>
            <Th>Sound</Th>
            <Th>Kept until</Th>
            <Th className="ml-right">Erase</Th>
          </Tr>
        </Thead>
        <Tbody>
          {recordings.map((recording) => (
            <Tr key={recording.id}>
              {!ofOneCall && (
                <Cell name="Call">
                  <Link to={`/calls/${recording.callId}`}>
                    {recording.caller} → {recording.callee ?? '–'}
                  </Link>
                </Cell>
              )}
              <Cell name="Began">
                <Instant at={recording.began} />
              </Cell>
              <Cell name="What">
                {recording.whole ? 'The call' : 'A leg'},{' '}
                {recording.channels === 2 ? 'two channels' : 'one channel'}
                <div>
                  <End recording={recording} />
                </div>
                <Because recording={recording} />
              </Cell>
              <Cell name="Length" right>
                <span className="ml-figure">
                  <Duration millis={recording.millis} />
                </span>
                <div>{sizeOf(recording.bytes)}</div>
              </Cell>
              <Cell name="Sound">
                <Player recording={recording} />
              </Cell>
              <Cell name="Kept until">
                <Instant at={recording.deleted ?? recording.expires} />
              </Cell>
              <Cell name="Erase" right>
                {mayErase && recording.audible && (
                  <Button
                    variant="link"
                    isInline
                    isDanger
                    onClick={() => setErasing(recording)}
                    aria-label={`Erase the recording of ${recording.caller}`}
                  >
                    Erase
                  </Button>
                )}
              </Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {erasing !== undefined && (
        <DeleteDialog
          what="the recording"
          verb={['Erase', 'Erased']}
          path={`/recordings/${erasing.id}`}
          stale={['recordings']}
          onGone={() => setErasing(undefined)}
          onClose={() => setErasing(undefined)}
        >
          The sound is gone for good; a line that says so stays.
        </DeleteDialog>
      )}
    </>
  );
}
