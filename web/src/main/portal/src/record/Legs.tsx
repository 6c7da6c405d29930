import { Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { CallRecord, Leg, Quality, ReportedQuality } from '../api/shapes';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { Panel } from '../parts/Section';
import { Duration } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { NOT_MEASURED, heard, lossOf, reportedLossOf } from './quality';

function Score({ mos }: { mos: number | null }) {
  const { colour, word } = heard(mos);
  return (
    <Label isCompact color={colour}>
      {word === NOT_MEASURED || mos === null ? word : `MOS ${mos.toFixed(1)}, ${word}`}
    </Label>
  );
}

const millis = (value: number) => `${value.toFixed(1)}\u00a0ms`;

function AtTheFarEnd({ quality, told }: { quality: Quality; told: ReportedQuality }) {
  return (
    <>
      <span className="ml-quiet">heard there, by its own report:</span>
      <Score mos={told.mos} />
      <span>
        loss {reportedLossOf(quality, told)} · jitter {millis(told.jitterMillis)}
        {told.roundTripMillis !== null && ` · there and back ${millis(told.roundTripMillis)}`}
      </span>
    </>
  );
}

function MediaQuality({ quality }: { quality: Quality | null }) {
  if (quality === null) {
    return <>no media</>;
  }
  return (
    <div className="ml-quality">
      <Score mos={quality.mos} />
      <span>
        {quality.codec ?? 'unknown codec'} · loss {lossOf(quality)} · jitter{' '}
        {millis(quality.jitterMillis)}
      </span>
      <span className="ml-quiet">
        {quality.packetsReceived} packets in, {quality.packetsSent} out
        {quality.packetsDropped > 0 && `, ${quality.packetsDropped} dropped`}
      </span>
      {quality.reported && <AtTheFarEnd quality={quality} told={quality.reported} />}
    </div>
  );
}

/** Who is called first in a call that was asked for is its caller. */
function partyOf(leg: Leg, call: CallRecord): string {
  if (leg.incoming) {
    return 'From the caller';
  }
  const first = typeof call.askedBy === 'string' && leg.id === call.legs[0]?.id;
  return `To ${leg.destination ?? 'unknown'}${first ? ', called first' : ''}`;
}

function LegRow({ leg, call }: { leg: Leg; call: CallRecord }) {
  return (
    <Tr>
      <Cell name="Leg">
        {partyOf(leg, call)}
        {leg.trunk && <div className="ml-quiet">over {leg.trunk}</div>}
        {leg.recovered && (
          <Label isCompact color="orange">
            Closed by recovery
          </Label>
        )}
      </Cell>
      <Cell name="Answered">
        <Instant at={leg.answered} />
      </Cell>
      <Cell name="Ended">
        <Instant at={leg.ended} />
      </Cell>
      <Cell name="Charged">
        {leg.chargedMillis === 0 ? 'nothing' : <Duration millis={leg.chargedMillis} />}
        {leg.payer && <div className="ml-quiet">paid by {leg.payer}</div>}
      </Cell>
      <Cell name="End">
        <span className="ml-status">{leg.sipStatus}</span> {leg.reason}
        {leg.refusal && <div className="ml-quiet">{leg.refusal.code}</div>}
        {typeof leg.cause === 'number' && <div className="ml-quiet">cause {leg.cause}</div>}
      </Cell>
      <Cell name="Media">
        <MediaQuality quality={leg.quality} />
      </Cell>
    </Tr>
  );
}

export function Legs({ call }: { call: CallRecord }) {
  return (
    <Panel title="Legs and media" flush>
      {call.legs.length === 0 ? (
        <Nothing title="No leg is on record yet" />
      ) : (
        <Table aria-label="Legs" variant="compact" gridBreakPoint="grid-lg">
          <Thead>
            <Tr>
              <Th>Leg</Th>
              <Th>Answered</Th>
              <Th>Ended</Th>
              <Th>Charged</Th>
              <Th>End</Th>
              <Th>Media</Th>
            </Tr>
          </Thead>
          <Tbody>
            {call.legs.map((leg) => (
              <LegRow key={leg.id} leg={leg} call={call} />
            ))}
          </Tbody>
        </Table>
      )}
    </Panel>
  );
}
