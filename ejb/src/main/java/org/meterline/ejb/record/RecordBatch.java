package org.meterline.ejb.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.media.Quality;

/**
 * The statements that one tenant's facts become. Kinds are written in the order in which they
 * depend on each other, so that each kind is one batch.
 */
final class RecordBatch implements AutoCloseable {
  private static final String BEGAN =
      "insert into call_record (tenant, id, sequence, direction, caller, caller_wallet, dialled,"
          + " node, began, asked_by, talked_millis, recovered) values (?, ?, ?, ?, ?,"
          + " (select wallet from phone where username = ?), ?, ?, ?, ?, 0, false)";
  private static final String LEG_BEGAN =
      "insert into call_leg (tenant, id, call, incoming, destination, trunk, payer, began,"
          + " charged_millis, recovered) values (?, ?, ?, ?, ?, ?, ?, ?, 0, false)"
          + " on conflict (tenant, id) do update set destination = excluded.destination,"
          + " trunk = excluded.trunk, payer = coalesce(excluded.payer, call_leg.payer)";

  /** The first leg of a call that was asked for goes to the caller. */
  private static final String CALLEE =
      "update call_record set callee = ?,"
          + " callee_wallet = coalesce((select wallet from phone where username = ?), callee_wallet),"
          + " direction = case when ? and direction = 'INTERNAL' then 'OUTGOING' else direction end"
          + " where id = ? and (asked_by is null or ?::uuid is null"
          + " or exists (select from call_leg l where l.call = call_record.id and l.id <> ?))";

  private static final String LEG_ANSWERED =
      "update call_leg set answered = ? where id = ? and answered is null";
  private static final String ANSWERED =
      "update call_record c set answered = ? where c.id = ? and c.answered is null"
          + " and exists (select from call_leg l"
          + " where l.id = ? and (l.incoming or c.asked_by is not null))";
  private static final String LEG_ENDED =
      "update call_leg set ended = ?, charged_millis = ?, sip_status = ?, reason = ?,"
          + " recovered = ?, codec = ?, packets_received = ?, packets_sent = ?, packets_lost = ?,"
          + " packets_dropped = ?, jitter_micros = ?, mos_hundredths = ?"
          + " where id = ? and ended is null";
  private static final String PROGRAM_BEGAN =
      "insert into program_run (tenant, id, call, program, version, name, began)"
          + " values (?, ?, ?, ?, ?, ?, ?)";
  private static final String PROGRAM_ENDED =
      "update program_run set ended = ?, exit_status = ?, ending = ?, sandbox = ?,"
          + " standard_error = ? where id = ?";
  private static final String ENDED =
      "update call_record set ended = ?, talked_millis = ?, sip_status = ?, reason = ?, ladder = ?,"
          + " recovered = ? where id = ?";
  private static final String SEQUENCE = "update call_record set sequence = ? where id = ?";

  private final UUID tenant;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();
  private final Map<UUID, Integer> sequences = new LinkedHashMap<>();

  /**
   * @param connection in a transaction that has named the tenant
   */
  RecordBatch(Connection connection, UUID tenant) throws SQLException {
    this.tenant = tenant;
    for (String sql :
        new String[] {
          BEGAN,
          LEG_BEGAN,
          PROGRAM_BEGAN,
          CALLEE,
          LEG_ANSWERED,
          ANSWERED,
          LEG_ENDED,
          PROGRAM_ENDED,
          ENDED,
          SEQUENCE
        }) {
      statements.put(sql, connection.prepareStatement(sql));
    }
  }

  void add(CallFact fact) throws SQLException {
    UUID call = fact.call().value();
    sequences.merge(call, fact.sequence(), Math::max);
    switch (fact) {
      case CallFact.Began began -> began(began);
      case CallFact.LegAsked asked -> {}
      case CallFact.LegBegan leg -> legBegan(leg);
      case CallFact.LegAnswered leg -> {
        put(LEG_ANSWERED, leg.at(), leg.leg().value());
        put(ANSWERED, leg.at(), call, leg.leg().value());
      }
      case CallFact.LegExtended extended -> {}
      case CallFact.LegEnded leg -> legEnded(leg);
      case CallFact.ProgramBegan run -> {
        put(
            PROGRAM_BEGAN,
            tenant,
            run.run(),
            call,
            run.program(),
            run.version(),
            run.name(),
            run.at());
        put(CALLEE, run.name(), null, false, call, null, null);
      }
      case CallFact.ProgramEnded run ->
          put(
              PROGRAM_ENDED,
              run.at(),
              run.exitStatus(),
              run.ending(),
              run.sandbox(),
              run.standardError(),
              run.run());
      case CallFact.Ended ended ->
          put(
              ENDED,
              ended.at(),
              ended.talked().toMillis(),
              ended.sipStatus(),
              ended.reason(),
              Ladder.pack(ended.ladder()),
              ended.recovered(),
              call);
    }
  }

  private void began(CallFact.Began began) throws SQLException {
    String user =
        switch (began.from()) {
          case Origin.Phone phone -> phone.user();
          case Origin.Desk desk -> desk.user() == null ? began.caller() : desk.user();
          case Origin.Carrier carrier -> null;
          case Origin.Stranger stranger -> null;
        };
    put(
        BEGAN,
        tenant,
        began.call().value(),
        began.sequence(),
        Direction.of(began.from(), began.caller(), null).name(),
        began.caller(),
        user,
        began.dialled(),
        began.node(),
        began.at(),
        began.from() instanceof Origin.Desk desk ? desk.by() : null);
  }

  private void legBegan(CallFact.LegBegan leg) throws SQLException {
    UUID call = leg.call().value();
    put(
        LEG_BEGAN,
        tenant,
        leg.leg().value(),
        call,
        leg.incoming(),
        leg.destination(),
        leg.trunk(),
        leg.payer(),
        leg.at());
    if (!leg.incoming()) {
      String user = leg.trunk() == null ? leg.destination() : null;
      UUID id = leg.leg().value();
      put(CALLEE, leg.destination(), user, leg.trunk() != null, call, id, id);
    }
  }

  private void legEnded(CallFact.LegEnded leg) throws SQLException {
    Quality quality = leg.quality();
    put(
        LEG_ENDED,
        leg.at(),
        leg.charged().toMillis(),
        leg.sipStatus(),
        leg.reason(),
        leg.recovered(),
        quality == null ? null : quality.codec(),
        quality == null ? null : quality.packetsReceived(),
        quality == null ? null : quality.packetsSent(),
        quality == null ? null : quality.packetsLost(),
        quality == null ? null : quality.packetsDropped(),
        quality == null ? null : quality.jitterMicros(),
        quality == null ? null : quality.mosHundredths(),
        leg.leg().value());
  }

  /** Writes everything that was added. */
  void write() throws SQLException {
    for (Map.Entry<UUID, Integer> call : sequences.entrySet()) {
      put(SEQUENCE, call.getValue(), call.getKey());
    }
    for (PreparedStatement statement : statements.values()) {
      statement.executeBatch();
    }
  }

  private void put(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statement(sql);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      switch (value) {
        case null -> statement.setNull(i + 1, Types.OTHER);
        case Instant at -> statement.setObject(i + 1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
        // PostgreSQL's text holds no NUL, but what a program writes may
        case String text -> statement.setString(i + 1, text.replace('\0', '\ufffd'));
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        default -> statement.setObject(i + 1, value);
      }
    }
    statement.addBatch();
  }

  private PreparedStatement statement(String sql) {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      throw new IllegalArgumentException(sql);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
