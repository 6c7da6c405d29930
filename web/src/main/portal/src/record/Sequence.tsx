import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useState, type CSSProperties } from 'react';
import type { CallRecord, Place, Step } from '../api/shapes';
import { CopyButton } from '../parts/CopyText';
import { Nothing } from '../parts/Nothing';
import { Output } from '../parts/Output';
import { Panel } from '../parts/Section';
import { formatOffset } from '../time/duration';
import { Instant } from '../time/Instant';
import './sequence.css';
import { PLACE_NAMES, arrowOf, lanesOf } from './lanes';

interface Row {
  readonly step: Step;
  readonly began: string;
  readonly lanes: readonly Place[];
  readonly onOpen: () => void;
}

function SequenceRow({ step, began, lanes, onOpen }: Row) {
  const { first, last, way } = arrowOf(step, lanes);
  const where =
    way === 'still'
      ? `at ${PLACE_NAMES[step.from]}`
      : `from ${PLACE_NAMES[step.from]} to ${PLACE_NAMES[step.to]}`;
  return (
    <li className="ml-seq-row">
      <span className="ml-seq-at">{formatOffset(began, step.at)}</span>
      <button
        type="button"
        className={`ml-seq-step ml-seq-${way}`}
        style={{ gridColumn: `${first + 1} / ${last + 1}` }}
        onClick={onOpen}
        aria-label={`${step.title}, ${where}, ${formatOffset(began, step.at)}`}
      >
        <span className="ml-seq-title" title={step.title}>
          {step.title}
        </span>
      </button>
    </li>
  );
}

function Message({ step, onClose }: { step: Step; onClose: () => void }) {
  const text = step.detail === null || step.detail === '' ? step.title : step.detail;
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-label={step.title}>
      <ModalHeader
        title={step.title}
        description={
          <>
            {PLACE_NAMES[step.from]} → {PLACE_NAMES[step.to]}, <Instant at={step.at} />
          </>
        }
      />
      <ModalBody>
        <Output text={text} label="Whole message" />
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
        <CopyButton text={text} what="the message" />
      </ModalFooter>
    </Modal>
  );
}

/** The ladder of a call as a sequence picture: a column for each party, an arrow for each message. */
export function Sequence({ call }: { call: CallRecord }) {
  const [open, setOpen] = useState<Step | null>(null);
  const lanes = lanesOf(call.ladder);
  return (
    <Panel title="Messages and states" flush>
      {call.ladder.length === 0 ? (
        <Nothing title="No message is on record yet" />
      ) : (
        <div className="ml-seq" style={{ '--ml-lanes': lanes.length } as CSSProperties}>
          <div className="ml-seq-heads" aria-hidden="true">
            <span />
            {lanes.map((place) => (
              <span key={place} className="ml-seq-head">
                {PLACE_NAMES[place]}
              </span>
            ))}
          </div>
          <ol className="ml-seq-rows">
            {call.ladder.map((step, index) => (
              <SequenceRow
                key={`${step.at} ${index}`}
                step={step}
                began={call.began}
                lanes={lanes}
                onOpen={() => setOpen(step)}
              />
            ))}
          </ol>
        </div>
      )}
      {open && <Message step={open} onClose={() => setOpen(null)} />}
    </Panel>
  );
}
