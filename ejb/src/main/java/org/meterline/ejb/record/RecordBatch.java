package org.meterline.ejb.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.database.ManyRows;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.call.RecordingBasis;
import org.meterline.telephony.identity.Verification;

/**
 * The statements that one tenant's facts become. Kinds are written in the order in which they
 * depend on each other, so that each kind is one batch; what is known of a call or a leg when it is
 * inserted is inserted with it, as most of a call's beginning comes in one batch.
 *
 * <p>What is updated is found by {@code any} of the keys: as a join alone, a plan that was made
 * while the tables were empty reads all that the tenant has.
 */
final class RecordBatch implements AutoCloseable {
  private static final String BEGAN =
      """
      insert into call_record (tenant, id, sequence, direction, caller, caller_wallet, dialled, node,
                               began, asked_by, callee, callee_wallet, answered, talked_millis, recovered)
      select ?, q.id, q.sequence, q.direction, q.caller, (select wallet from phone where username = q.calling),
             q.dialled, q.node, q.began, q.asked_by, q.callee,
             (select wallet from phone where username = q.called), q.answered, 0, false
      from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        as q (id, sequence, direction, caller, calling, dialled, node, began, asked_by, callee, called, answered)
      """;
  private static final String CALLER_CHECKED =
      "update call_record set verification = ?, attestation = ?, unverified = ?,"
          + " unverified_detail = ? where id = ?";
  private static final String LEG_BEGAN =
      """
      insert into call_leg (tenant, id, call, incoming, destination, trunk, payer, began, answered,
                            charged_millis, recovered)
      select ?, q.*, 0, false
      from unnest(?, ?, ?, ?, ?, ?, ?, ?)
        as q (id, call, incoming, destination, trunk, payer, began, answered)
      on conflict (tenant, id) do update set destination = excluded.destination,
        trunk = excluded.trunk, payer = coalesce(excluded.payer, call_leg.payer),
        answered = coalesce(call_leg.answered, excluded.answered)
      """;

  /** The first leg of a call that was asked for goes to the caller. */
  private static final String CALLEE =
      "update call_record set callee = ?, callee_wallet = coalesce((select wallet from phone where"
          + " username = ?), callee_wallet), direction = case when ? and direction = 'INTERNAL'"
          + " then 'OUTGOING' else direction end where id = ? and (asked_by is null or ?::uuid is"
          + " null or ? or answered is not null)";

  static final String LEG_ANSWERED =
      """
      with q as materialized (select * from unnest(?, ?) as q (id, answered))
      update call_leg l set answered = q.answered from q
      where l.id = any (array(select id from q)) and l.id = q.id and l.answered is null
      """;

  /**
   * When the first leg was answered that makes its call an answered one. Those are worked out
   * first, and found by key.
   */
  static final String ANSWERED =
      """
      with a as materialized (
        select q.call, min(q.answered) as answered
        from unnest(?, ?, ?) as q (leg, call, answered)
        where (select l.incoming from call_leg l where l.id = q.leg)
           or (select r.asked_by is not null from call_record r where r.id = q.call)
        group by q.call)
      update call_record c set answered = a.answered
      from a where c.id = any (array(select call from a)) and c.id = a.call and c.answered is null
      """;

  private static final String PROGRAM_BEGAN =
      "insert into program_run (tenant, id, call, program, version, name, began)"
          + " values (?, ?, ?, ?, ?, ?, ?)";
  private static final String PROGRAM_ENDED =
      "update program_run set ended = ?, exit_status = ?, ending = ?, sandbox = ?,"
          + " standard_error = ? where id = ?";
  private static final String RECORDING_BEGAN =
      "insert into recording (tenant, id, call, leg, whole, asked_by, channels, path, began, rule,"
          + " because, consent, expires) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz"
          + " + make_interval(days => coalesce((select retention_days from recording_terms), 90)))";
  private static final String RECORDING_RULED =
      "update call_record set recording_rule = ?, recording_because = ?, recording_consent = ?,"
          + " recording_ruled = ?, recording_hindrance = ? where id = ?";
  private static final String RECORDING_ENDED =
      "update recording set ended = ?, reason = ?, millis = ?, bytes = ?, sha256 = ?,"
          + " masked_millis = ?, lost_millis = ? where id = ? and ended is null";
  static final String ENDED =
      """
      with q as materialized (
        select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          as q (id, ended, talked_millis, sip_status, reason, ladder, recovered, sequence, refusal, refusal_reason,
                refusal_retry))
      update call_record c set ended = q.ended, talked_millis = q.talked_millis, sip_status = q.sip_status,
        reason = q.reason, ladder = q.ladder, recovered = q.recovered, sequence = q.sequence,
        refusal = q.refusal, refusal_reason = q.refusal_reason, refusal_retry = q.refusal_retry
      from q where c.id = any (array(select id from q)) and c.id = q.id
      """;
  static final String SEQUENCE =
      """
      with q as materialized (select * from unnest(?, ?) as q (id, sequence))
      update call_record c set sequence = q.sequence from q where c.id = any (array(select id from q)) and c.id = q.id
      """;

  /** Row by row, as they come now and then; in the order in which they depend on each other. */
  private static final List<String> SINGLE =
      List.of(
          PROGRAM_BEGAN,
          RECORDING_BEGAN,
          CALLEE,
          CALLER_CHECKED,
          PROGRAM_ENDED,
          RECORDING_RULED,
          RECORDING_ENDED);

  private final Connection connection;
  private final UUID tenant;
  private final SingleRows singles;
  private final Map<UUID, Integer> sequences = new LinkedHashMap<>();

  /** Calls of which their record has to know how far it goes. */
  private final Set<UUID> numbered = new LinkedHashSet<>();

  private final Map<UUID, NewCall> begun = new LinkedHashMap<>();
  private final Map<UUID, NewLeg> legs = new LinkedHashMap<>();
  private final Map<UUID, CallFact.LegAnswered> answered = new LinkedHashMap<>();
  private final Map<UUID, CallFact.LegAnswered> answers = new LinkedHashMap<>();

  /** Calls with an answer among what was added. */
  private final Set<UUID> talks = new HashSet<>();

  private final LegDecisions decisions = new LegDecisions();
  private final EndedLegs legsEnded = new EndedLegs();
  private final Map<UUID, CallFact.Ended> ended = new LinkedHashMap<>();

  /**
   * @param connection in a transaction that has named the tenant
   */
  RecordBatch(Connection connection, UUID tenant) throws SQLException {
    this.connection = connection;
    this.tenant = tenant;
    this.singles = new SingleRows(connection);
  }

  void add(CallFact fact) throws SQLException {
    UUID call = fact.call().value();
    sequences.merge(call, fact.sequence(), Math::max);
    if (!mayComeAgain(fact)) {
      numbered.add(call);
    }
    switch (fact) {
      case CallFact.Began began -> begun.put(call, new NewCall(began));
      case CallFact.CallerChecked checked -> callerChecked(call, checked.verification());
      case CallFact.LegDecided leg -> decisions.add(leg);
      case CallFact.LegBegan leg -> legBegan(leg);
      case CallFact.LegAnswered leg -> legAnswered(leg);
      case CallFact.LegAsked _, CallFact.LegExtended _ -> {}
      case CallFact.LegEnded leg -> legsEnded.add(leg);
      case CallFact.ProgramBegan run -> programBegan(run, call);
      case CallFact.ApplicationBegan began -> callee(call, began.name(), null, false, null);
      case CallFact.ProgramEnded run ->
          singles.put(
              PROGRAM_ENDED,
              run.at(),
              run.exitStatus(),
              run.ending(),
              run.sandbox(),
              run.standardError(),
              run.run());
      case CallFact.RecordingBegan began -> recordingBegan(began, call);
      case CallFact.RecordingRuled ruled ->
          singles.put(
              RECORDING_RULED,
              ruled.basis().rule(),
              ruled.basis().because(),
              ruled.basis().consent(),
              ruled.recording(),
              ruled.hindrance(),
              call);
      case CallFact.RecordingEnded over ->
          singles.put(
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

  /** Whether it changes nothing when it is written twice: a leg is answered and ends once. */
  private static boolean mayComeAgain(CallFact fact) {
    return fact instanceof CallFact.LegAnswered
        || fact instanceof CallFact.LegEnded
        || fact instanceof CallFact.LegAsked
        || fact instanceof CallFact.LegExtended;
  }

  private void recordingBegan(CallFact.RecordingBegan began, UUID call) throws SQLException {
    RecordingBasis basis = began.basis();
    singles.put(
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
        basis == null ? null : basis.rule(),
        basis == null ? null : basis.because(),
        basis == null ? null : basis.consent(),
        began.at());
  }

  private void programBegan(CallFact.ProgramBegan run, UUID call) throws SQLException {
    singles.put(
        PROGRAM_BEGAN, tenant, run.run(), call, run.program(), run.version(), run.name(), run.at());
    callee(call, run.name(), null, false, null);
  }

  private void callerChecked(UUID call, Verification found) throws SQLException {
    singles.put(
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
      answered.putIfAbsent(id, fact);
    }
    NewCall here = begun.get(call);
    talks.add(call);
    if (here == null || leg == null) {
      answers.putIfAbsent(id, fact);
    } else if (leg.latest().incoming() || here.askedBy() != null) {
      here.answered(fact.at());
    }
  }

  /**
   * @param leg null when it is a program or an application, which is the callee always
   */
  private void callee(
      UUID call, String callee, @Nullable String user, boolean outside, @Nullable UUID leg)
      throws SQLException {
    NewCall here = begun.get(call);
    if (here == null || !here.callee(callee, user, outside, leg)) {
      singles.put(CALLEE, callee, user, outside, call, leg, talks.contains(call));
    }
  }

  /** Writes everything that was added. */
  void write() throws SQLException {
    writeBegun();
    for (String sql : SINGLE) {
      singles.write(sql);
    }
    writeAnswered();
    decisions.write(connection, tenant);
    writeEnded();
    var numbers = new ManyRows(SEQUENCE, "uuid", "integer");
    for (UUID call : numbered) {
      if (!begun.containsKey(call) && !ended.containsKey(call)) {
        numbers.add(call, sequence(call));
      }
    }
    numbers.write(connection, null);
  }

  private void writeBegun() throws SQLException {
    var calls =
        new ManyRows(
            BEGAN,
            "uuid",
            "integer",
            "text",
            "text",
            "text",
            "text",
            "text",
            "timestamptz",
            "text",
            "text",
            "text",
            "timestamptz");
    for (NewCall call : begun.values()) {
      calls.add(call.values(sequence(call.id())));
    }
    calls.write(connection, tenant);
    var rows =
        new ManyRows(
            LEG_BEGAN,
            "uuid",
            "uuid",
            "boolean",
            "text",
            "text",
            "text",
            "timestamptz",
            "timestamptz");
    for (NewLeg leg : legs.values()) {
      rows.add(leg.values());
    }
    rows.write(connection, tenant);
  }

  private void writeAnswered() throws SQLException {
    var rows = new ManyRows(LEG_ANSWERED, "uuid", "timestamptz");
    answered.forEach((leg, fact) -> rows.add(leg, fact.at()));
    rows.write(connection, null);
    var calls = new ManyRows(ANSWERED, "uuid", "uuid", "timestamptz");
    answers.forEach((leg, fact) -> calls.add(leg, fact.call().value(), fact.at()));
    calls.write(connection, null);
  }

  private void writeEnded() throws SQLException {
    legsEnded.write(connection);
    var calls =
        new ManyRows(
            ENDED,
            "uuid",
            "timestamptz",
            "bigint",
            "integer",
            "text",
            "bytea",
            "boolean",
            "integer",
            "text",
            "text",
            "boolean");
    for (CallFact.Ended over : ended.values()) {
      UUID call = over.call().value();
      NamedRefusal refusal = over.refusal();
      calls.add(
          call,
          over.at(),
          over.talked().toMillis(),
          over.sipStatus(),
          over.reason(),
          over.packed().gzip(),
          over.recovered(),
          sequence(call),
          refusal == null ? null : refusal.code(),
          refusal == null ? null : refusal.reason(),
          refusal == null ? null : refusal.retry());
    }
    calls.write(connection, null);
  }

  private int sequence(UUID call) {
    return sequences.getOrDefault(call, 0);
  }

  @Override
  public void close() throws SQLException {
    singles.close();
  }
}
