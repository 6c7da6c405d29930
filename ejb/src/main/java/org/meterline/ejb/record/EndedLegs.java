package org.meterline.ejb.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.meterline.ejb.database.ManyRows;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.media.Quality;

/** The legs of a batch that are over, each with how it ended and how it sounded. */
final class EndedLegs {
  private static final String ENDED =
      """
      with q as materialized (
        select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          as q (id, ended, charged_millis, sip_status, cause, reason, recovered, codec, packets_received, packets_sent,
                packets_lost, packets_dropped, jitter_micros, mos_hundredths, reported_lost, reported_jitter_micros,
                round_trip_micros, reported_mos_hundredths, refusal, refusal_reason, refusal_retry))
      update call_leg l set ended = q.ended, charged_millis = q.charged_millis, sip_status = q.sip_status,
        cause = q.cause, reason = q.reason, recovered = q.recovered, codec = q.codec, packets_received = q.packets_received,
        packets_sent = q.packets_sent, packets_lost = q.packets_lost, packets_dropped = q.packets_dropped,
        jitter_micros = q.jitter_micros, mos_hundredths = q.mos_hundredths,
        reported_lost = q.reported_lost, reported_jitter_micros = q.reported_jitter_micros,
        round_trip_micros = q.round_trip_micros, reported_mos_hundredths = q.reported_mos_hundredths,
        refusal = q.refusal, refusal_reason = q.refusal_reason, refusal_retry = q.refusal_retry
      from q where l.id = any (array(select id from q)) and l.id = q.id and l.ended is null
      """;

  private final Map<UUID, CallFact.LegEnded> legs = new LinkedHashMap<>();

  /** A leg ends once. */
  void add(CallFact.LegEnded leg) {
    legs.putIfAbsent(leg.leg().value(), leg);
  }

  void write(Connection connection) throws SQLException {
    var rows =
        new ManyRows(
            ENDED,
            "uuid",
            "timestamptz",
            "bigint",
            "integer",
            "integer",
            "text",
            "boolean",
            "text",
            "bigint",
            "bigint",
            "bigint",
            "bigint",
            "bigint",
            "integer",
            "bigint",
            "bigint",
            "bigint",
            "integer",
            "text",
            "text",
            "boolean");
    for (CallFact.LegEnded leg : legs.values()) {
      Quality quality = leg.quality();
      Quality.Reported reported = quality == null ? null : quality.reported();
      NamedRefusal refusal = leg.refusal();
      rows.add(
          leg.leg().value(),
          leg.at(),
          leg.charged().toMillis(),
          leg.sipStatus(),
          leg.cause() == Q850.NONE ? null : leg.cause(),
          leg.reason(),
          leg.recovered(),
          quality == null ? null : quality.codec(),
          quality == null ? null : quality.packetsReceived(),
          quality == null ? null : quality.packetsSent(),
          quality == null ? null : quality.packetsLost(),
          quality == null ? null : quality.packetsDropped(),
          quality == null ? null : quality.jitterMicros(),
          quality == null ? null : quality.mosHundredths(),
          reported == null ? null : reported.packetsLost(),
          reported == null ? null : reported.jitterMicros(),
          reported == null ? null : reported.roundTripMicros(),
          reported == null ? null : reported.mosHundredths(),
          refusal == null ? null : refusal.code(),
          refusal == null ? null : refusal.reason(),
          refusal == null ? null : refusal.retry());
    }
    rows.write(connection, null);
  }
}
