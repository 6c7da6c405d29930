package org.meterline.ejb.charge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.ejb.database.ServerTime;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.PackedLadder;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.media.Quality;
import org.postgresql.ds.common.BaseDataSource;

/**
 * What a charged call costs the database: taxed calls between phones of one tenant come at a rate,
 * are admitted, answered and ended, their facts posted as the engine posts them, and PostgreSQL's
 * processor time is told by who asked for it, with what went into the write-ahead log. Written
 * through to the disk. Run with {@code [calls a second [seconds [phones [bought]]]]}: with {@code
 * bought}, the tenant buys the calls of the operator.
 */
public final class CallCost {
  private static final Duration TALK = Duration.ofSeconds(1);

  /** As the engine's poster gathers facts while it is busy. */
  private static final Duration GATHERING = Duration.ofMillis(200);

  /** As holds gather while there are several now and then. */
  private static final Duration HOLDS = Duration.ofMillis(20);

  private final ChargedTenant tenant = new ChargedTenant();
  private final int rate;
  private final int seconds;
  private final int phones;
  private final boolean bought;
  private final Pools pools = new Pools();

  private CallCost(int rate, int seconds, int phones, boolean bought) throws SQLException {
    this.rate = rate;
    this.seconds = seconds;
    this.phones = phones;
    this.bought = bought;
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty(TestDatabase.DURABLE, "true"); // before the database is started
    var words = List.of(arguments);
    boolean bought = words.contains("bought");
    var numbers = words.stream().filter(w -> !w.equals("bought")).map(Integer::parseInt).toList();
    int rate = numbers.isEmpty() ? 100 : numbers.get(0);
    int seconds = numbers.size() < 2 ? 30 : numbers.get(1);
    int phones = numbers.size() < 3 ? 20 : numbers.get(2);
    run(rate, seconds, phones, bought).forEach(System.out::println);
    System.exit(0);
  }

  /** Answers a line for each figure. */
  static List<String> run(int rate, int seconds, int phones, boolean bought) throws Exception {
    return new CallCost(rate, seconds, phones, bought).measure();
  }

  private List<String> measure() throws Exception {
    tenant.taxes("DE standard 0.19 2026-11-22").deck("extension 0.01 0 1/1");
    if (bought) {
      var operator = new OperatorScene(tenant);
      var wallet = UUID.randomUUID();
      operator.wallet(wallet, tenant.id, PayerKind.TENANT);
      operator.topUp(wallet, "10000");
      operator.deck("WHOLESALE", null, Rate.to(Rate.EXTENSION, "Inside").price("0.006"));
    }
    for (int i = 0; i < phones; i++) {
      tenant.phone("1" + i, "10000");
    }
    var records =
        new RecordJournal(
            pools.source("records"),
            domain ->
                tenant
                    .tenant(domain)
                    .map(id -> new Tenant(id, "x", "x", domain, ZoneOffset.UTC, "DE")),
            (of, call) -> {});
    try (var charging =
        tenant.start("cost-" + UUID.randomUUID(), pools.source(null), Instant::now)) {
      charging.announce(news -> {});
      var journal = new PostingJournal(charging.journal(), records);
      place(charging, journal, 1);
      history();
      sql("analyze"); // as autovacuum does it now and then
      place(charging, journal, 3); // plans and code are made
      var before = ServerTime.now(pools.names());
      int calls = place(charging, journal, seconds);
      var lines = new ArrayList<>(ServerTime.now(pools.names()).since(before, calls));
      var differences = tenant.differences();
      if (!differences.isEmpty()) {
        throw new IllegalStateException(differences.toString());
      }
      return lines;
    }
  }

  /** Plans are made as for a database that has been in use. */
  private void history() throws SQLException {
    sql(
        """
        insert into meterline.call_record (tenant, id, sequence, direction, caller, dialled, node, began, ended,
                                           talked_millis, recovered)
        select c.tenant, overlay(gen_random_uuid()::text placing '01' from 1)::uuid, 9, c.direction, c.caller, c.dialled,
               c.node, c.began, c.began, 0, false
        from meterline.call_record c, generate_series(1, 200) where c.tenant = '%1$s';
        insert into meterline.call_leg (tenant, id, call, incoming, destination, began, charged_millis, recovered)
        select c.tenant, c.id, c.id, true, c.dialled, c.began, 0, false from meterline.call_record c
        where c.tenant = '%1$s' and not exists (select from meterline.call_leg l where l.tenant = c.tenant and l.call = c.id)
        """
            .formatted(tenant.id));
  }

  private static void sql(String sql) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute(sql);
    }
  }

  /**
   * So many seconds' calls, as fast as they go; what is gathered is posted as one, and what asks
   * for holds at one time asks together. Every other call is answered after its beginning was
   * posted.
   */
  private int place(Charging charging, PostingJournal journal, int howLong) throws Exception {
    int each = gathered(GATHERING);
    int times = rate * howLong / each;
    var answers = new ArrayList<CallFact>();
    var up = new ArrayDeque<List<CallFact>>();
    int calls = 0;
    for (int i = 0; i < times; i++) {
      var facts = new ArrayList<>(answers);
      answers.clear();
      var ends = new ArrayList<CallFact>();
      for (var call : calls(charging, each)) {
        facts.addAll(call.begin);
        (calls++ % 2 == 0 ? facts : answers).addAll(call.answer);
        ends.addAll(call.end);
      }
      up.add(ends);
      if (up.size() > TALK.dividedBy(GATHERING)) {
        facts.addAll(up.remove());
      }
      journal.post(facts);
    }
    if (!answers.isEmpty()) {
      journal.post(answers);
    }
    while (!up.isEmpty()) {
      journal.post(up.remove());
    }
    return times * each;
  }

  private int gathered(Duration time) {
    return Math.max(1, Math.toIntExact(rate * time.toMillis() / 1000));
  }

  /** Calls that were admitted. */
  private List<Facts> calls(Charging charging, int count) throws Exception {
    var calls = new ArrayList<Facts>();
    int together = gathered(HOLDS);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      while (calls.size() < count) {
        var asking = new ArrayList<Future<Facts>>();
        for (int i = Math.min(together, count - calls.size()); i > 0; i--) {
          asking.add(callers.submit(() -> call(charging)));
        }
        for (var one : asking) {
          calls.add(one.get());
        }
      }
    }
    return calls;
  }

  /** What is told of a call, in three parts. */
  private record Facts(List<CallFact> begin, List<CallFact> answer, List<CallFact> end) {}

  private Facts call(Charging charging) {
    var facts = new ArrayList<CallFact>();
    var answers = new ArrayList<CallFact>();
    var ends = new ArrayList<CallFact>();
    var call = CallId.mint();
    var in = LegId.mint();
    var out = LegId.mint();
    var user = "1" + ThreadLocalRandom.current().nextInt(phones);
    var from = new Origin.Phone(tenant.domain, user);
    var dialog =
        new DialogIdentity("c", "l", "lt", "r", "rt", "t", List.of(), 1, "udp", "127.0.0.1:5070");
    var at = Instant.now();
    var to = new Destination.Phone(tenant.domain, "102");
    var ask = new Ask(call, out, tenant.domain, from, user, to, List.of(), at, Map.of());
    if (!(charging.authority().admit(ask) instanceof Granted granted)) {
      throw new IllegalStateException("a call is refused");
    }
    facts.add(new CallFact.Began(call, 1, at, tenant.domain, from, user, "102", "node-1"));
    facts.add(new CallFact.LegBegan(call, 2, at, in, true, user, null, null, null));
    facts.add(new CallFact.LegAsked(call, 3, at, out));
    facts.add(
        new CallFact.LegDecided(call, 4, at, out, Objects.requireNonNull(granted.decision())));
    facts.add(
        new CallFact.LegBegan(
            call, 5, at, out, false, "102", null, granted.payer(), granted.until()));
    answers.add(new CallFact.LegAnswered(call, 6, at, out, dialog));
    answers.add(new CallFact.LegAnswered(call, 7, at, in, dialog));
    var quality = new Quality(50, 50, 0, 0, 420, 438, "PCMA", null);
    var end = at.plus(TALK);
    ends.add(
        new CallFact.LegEnded(
            call,
            8,
            end,
            out,
            true,
            TALK,
            200,
            Q850.NORMAL,
            "Normal clearing",
            quality,
            false,
            null));
    ends.add(
        new CallFact.LegEnded(
            call,
            9,
            end,
            in,
            true,
            Duration.ZERO,
            200,
            Q850.NORMAL,
            "Normal clearing",
            quality,
            false,
            null));
    ends.add(
        new CallFact.Ended(
            call, 10, end, TALK, 200, "Normal clearing", PackedLadder.of(ladder(in)), false));
    return new Facts(facts, answers, ends);
  }

  /** As long as that of a call between two phones. */
  private static List<LadderEntry> ladder(LegId leg) {
    var entries = new ArrayList<LadderEntry>();
    for (int i = 0; i < 14; i++) {
      var tag = Long.toHexString(ThreadLocalRandom.current().nextLong());
      entries.add(
          new LadderEntry(
              Instant.now(),
              leg,
              "caller",
              "meterline",
              "INVITE",
              """
              INVITE sip:102@harbour.example SIP/2.0
              Via: SIP/2.0/UDP 127.0.0.1:5070;rport;branch=z9hG4bK%s
              From: <sip:101@harbour.example>;tag=%s
              To: <sip:102@harbour.example>
              Call-ID: %s@127.0.0.1
              CSeq: %d INVITE
              Contact: <sip:101@127.0.0.1:5070>
              Max-Forwards: 70
              Content-Type: application/sdp
              Content-Length: 170

              v=0
              o=- %s 1 IN IP4 127.0.0.1
              s=-
              c=IN IP4 127.0.0.1
              t=0 0
              m=audio 6000 RTP/AVP 8 0 101
              a=rtpmap:101 telephone-event/8000
              """
                  .formatted(tag, tag, tag, i, tag)));
    }
    return entries;
  }

  /** Connections of each of those who ask, so that the server's time can be told apart. */
  private static final class Pools {
    private final Map<String, ConcurrentLinkedDeque<Connection>> idle = new ConcurrentHashMap<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();

    Map<Integer, String> names() {
      return names;
    }

    /**
     * @param what they are for; null for what the thread that asks is called
     */
    DataSource source(@Nullable String what) {
      return (DataSource)
          Proxy.newProxyInstance(
              CallCost.class.getClassLoader(),
              new Class<?>[] {DataSource.class},
              (proxy, method, arguments) -> connection(what));
    }

    private Connection connection(@Nullable String what) throws SQLException {
      var thread = Thread.currentThread();
      var name = what != null ? what : thread.isVirtual() ? "calls" : thread.getName();
      var pool = idle.computeIfAbsent(name, n -> new ConcurrentLinkedDeque<>());
      var kept = pool.pollFirst();
      if (kept == null) {
        kept = ((BaseDataSource) TestDatabase.get().app()).getConnection("meterline_app", "");
        try (var s = kept.createStatement();
            var row = s.executeQuery("select pg_backend_pid()")) {
          row.next();
          names.put(row.getInt(1), name);
        }
      }
      return lent(kept, pool);
    }

    private static Connection lent(Connection real, ConcurrentLinkedDeque<Connection> pool) {
      return (Connection)
          Proxy.newProxyInstance(
              CallCost.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                  real.setAutoCommit(true);
                  pool.addFirst(real);
                  return null;
                }
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  throw Optional.ofNullable(e.getCause()).orElse(e);
                }
              });
    }
  }
}
