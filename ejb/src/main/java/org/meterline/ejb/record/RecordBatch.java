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
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.media.Quality;

/**
 * The statements that one tenant's facts become. Kinds are written in the order in which they
 * depend on each other, so that each kind is one batch; what is known of a call or a leg when it is
 * inserted is inserted with it, as most of a call's beginning comes in one batch.
 */
final class RecordBatch implements AutoCloseable {
  private static final String BEGAN =
      "insert into call_record (tenant, id, sequence, direction, caller, caller_wallet, dialled,"
          + " node, began, asked_by, callee, callee_wallet, answered, talked_millis, recovered)"
          + " values (?, ?, ?, ?, ?, (select wallet from phone where username = ?), ?, ?, ?, ?,"
          + " ?, (select wallet from phone where username = ?), ?, 0, false)";
  private static final String CALLER_CHECKED =
      "update call_record set verification = ?, attestation = ?, unverified = ?,"
          + " unverified_detail = ? where id = ?";
  private static final String LEG_BEGAN =
      "insert into call_leg (tenant, id, call, incoming, destination, trunk, payer, began,"
          + " answered, charged_millis, recovered) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, false) on"
          + " conflict (tenant, id) do update set destination = excluded.destination, trunk ="
          + " excluded.trunk, payer = coalesce(excluded.payer, call_leg.payer), answered ="
          + " coalesce(call_leg.answered, excluded.answered)";

  /** The first leg of a call that was asked for goes to the caller. */
  private static final String CALLEE =
      "update call_record set callee = ?, callee_wallet = coalesce((select wallet from phone where"
          + " username = ?), callee_wallet), direction = case when ? and direction = 'INTERNAL'"
          + " then 'OUTGOING' else direction end where id = ? and (asked_by is null or ?::uuid is"
          + " null or exists (select from call_leg l where l.call = call_record.id and l.id <> ?))";

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
  private static final String RECORDING_BEGAN =
      "insert into recording (tenant, id, call, leg, whole, asked_by, channels, path, began,"
          + " expires) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz + make_interval(days =>"
          + " coalesce((select retention_days from recording_terms), 90)))";
  private static final String RECORDING_ENDED =
      "update recording set ended = ?, reason = ?, millis = ?, bytes = ?, sha256 = ?,"
          + " masked_millis = ?, lost_millis = ? where id = ? and ended is null";
  private static final String ENDED =
      "update call_record set ended = ?, talked_millis = ?, sip_status = ?, reason = ?, ladder = ?,"
          + " recovered = ?, sequence = ? where id = ?";
  private static final String SEQUENCE = "update call_record set sequence = ? where id = ?";

  private final UUID tenant;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();
  private final Map<UUID, Integer> sequences = new LinkedHashMap<>();
  private final Map<UUID, NewCall> begun = new LinkedHashMap<>();
  private final Map<UUID, NewLeg> legs = new LinkedHashMap<>();
  private final Map<UUID, CallFact.Ended> ended = new LinkedHashMap<>();

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
          RECORDING_BEGAN,
          CALLEE,
          CALLER_CHECKED,
          LEG_ANSWERED,
          ANSWERED,
          LEG_ENDED,
          PROGRAM_ENDED,
          RECORDING_ENDED,
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
      case CallFact.Began began -> begun.put(call, new NewCall(began));
      case CallFact.CallerChecked checked -> callerChecked(call, checked.verification());
      case CallFact.LegAsked asked -> {}
      case CallFact.LegBegan leg -> legBegan(leg);
      case CallFact.LegAnswered leg -> legAnswered(leg);
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
        callee(call, run.name(), null, false, null);
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
      case CallFact.RecordingBegan began ->
          put(
              RECORDING_BEGAN,
              tenant,
              began.recording(),
              call,
              began.leg().value(),
              began.whole(),
              began.by(),
              began.channels(),
              began.path(),
              began.at(),
              began.at());
      case CallFact.RecordingEnded over ->
          put(
              RECORDING_ENDED,
              over.at(),
              over.reason(),
              over.length().toMillis(),
              over.bytes(),
              over.sha256().isEmpty() ? null : over.sha256(),
              over.masked().toMillis(),
              over.lost().toMillis(),
              over.recording());
      case CallFact.Ended over -> ended.put(call, over);
    }
  }

  private void callerChecked(UUID call, Verification found) throws SQLException {
    put(
        CALLER_CHECKED,
        found.status().name(),
        found.attestation() == null ? null : found.attestation().name(),
        found.problem() == null ? null : found.problem().name(),
        found.detail().isEmpty() ? null : found.detail(),
        call);
  }

  private void legBegan(CallFact.LegBegan leg) throws SQLException {
    UUID id = leg.leg().value();
    legs.merge(id, new NewLeg(leg), NewLeg::again);
    if (!leg.incoming()) {
      String user = leg.trunk() == null ? leg.destination() : null;
      callee(leg.call().value(), leg.destination(), user, leg.trunk() != null, id);
    }
  }

  private void legAnswered(CallFact.LegAnswered fact) throws SQLException {
    UUID call = fact.call().value();
    UUID id = fact.leg().value();
    NewLeg leg = legs.computeIfPresent(id, (_, begun) -> begun.answered(fact.at()));
    if (leg == null) {
      put(LEG_ANSWERED, fact.at(), id);
    }
    NewCall here = begun.get(call);
    if (here == null || leg == null) {
      put(ANSWERED, fact.at(), call, id);
    } else if (leg.latest().incoming() || here.askedBy() != null) {
      here.answered(fact.at());
    }
  }

  /**
   * @param leg null when it is a program's run, which is the callee always
   */
  private void callee(
      UUID call, String callee, @Nullable String user, boolean outside, @Nullable UUID leg)
      throws SQLException {
    NewCall here = begun.get(call);
    if (here == null || !here.callee(callee, user, outside, leg)) {
      put(CALLEE, callee, user, outside, call, leg, leg);
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
    for (NewCall call : begun.values()) {
      put(BEGAN, call.values(tenant, sequence(call.id())));
    }
    for (NewLeg leg : legs.values()) {
      put(LEG_BEGAN, leg.values(tenant));
    }
    for (CallFact.Ended over : ended.values()) {
      UUID call = over.call().value();
      put(
          ENDED,
          over.at(),
          over.talked().toMillis(),
          over.sipStatus(),
          over.reason(),
          Ladder.pack(over.ladder()),
          over.recovered(),
          sequence(call),
          call);
    }
    for (UUID call : sequences.keySet()) {
      if (!begun.containsKey(call) && !ended.containsKey(call)) {
        put(SEQUENCE, sequence(call), call);
      }
    }
    for (PreparedStatement statement : statements.values()) {
      statement.executeBatch();
    }
  }

  private int sequence(UUID call) {
    return sequences.getOrDefault(call, 0);
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
