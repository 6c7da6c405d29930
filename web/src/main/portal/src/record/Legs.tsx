import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { CallRecord, Leg, Quality } from '../api/shapes';
import { Nothing } from '../parts/Nothing';
import { Panel } from '../parts/Section';
import { Duration } from '../time/Elapsed';
import { Instant } from '../time/Instant';
import { heard, lossOf } from './quality';

function MediaQuality({ quality }: { quality: Quality | null }) {
  if (quality === null) {
    return <>no media</>;
  }
  const { colour, word } = heard(quality.mos);
  return (
    <div className="ml-quality">
      <Label isCompact color={colour}>
        {quality.mos === null ? word : `MOS ${quality.mos.toFixed(1)}, ${word}`}
      </Label>
      <span>
        {quality.codec ?? 'unknown codec'} · loss {lossOf(quality)} · jitter{' '}
        {quality.jitterMillis.toFixed(1)} ms
      </span>
      <span className="ml-quiet">
        {quality.packetsReceived} packets in, {quality.packetsSent} out
        {quality.packetsDropped > 0 && `, ${quality.packetsDropped} dropped`}
      </span>
    </div>
  );
}

function LegRow({ leg }: { leg: Leg }) {
  return (
    <Tr>
      <Td dataLabel="Leg">
        {leg.incoming ? 'From the caller' : `To ${leg.destination ?? 'unknown'}`}
        {leg.trunk && <div className="ml-quiet">over {leg.trunk}</div>}
        {leg.recovered && (
          <Label isCompact color="orange">
            Closed by recovery
          </Label>
        )}
      </Td>
      <Td dataLabel="Answered">
        <Instant at={leg.answered} />
      </Td>
      <Td dataLabel="Ended">
        <Instant at={leg.ended} />
      </Td>
      <Td dataLabel="Charged">
        <Duration millis={leg.chargedMillis} />
        {leg.payer && <div className="ml-quiet">paid by {leg.payer}</div>}
      </Td>
      <Td dataLabel="End">
        <span className="ml-status">{leg.sipStatus}</span> {leg.reason}
      </Td>
      <Td dataLabel="Media">
        <MediaQuality quality={leg.quality} />
      </Td>
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
              <LegRow key={leg.id} leg={leg} />
            ))}
          </Tbody>
        </Table>
      )}
    </Panel>
  );
}
