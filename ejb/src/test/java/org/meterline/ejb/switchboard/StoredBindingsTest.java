package org.meterline.ejb.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.ejb.Patience.until;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.registrar.Binding;

/** Registrations in PostgreSQL, written while phones are deleted. */
class StoredBindingsTest {
  private final TestDatabase database = TestDatabase.get();
  private final Clock clock = Clock.systemUTC();
  private Tenant harbour =
      new Tenant(
          UUID.randomUUID(), "N", "n", new Domain("n.example"), java.time.ZoneOffset.UTC, "DE");
  private Tenant meadow = harbour;
  private final StoredBindings store =
      new StoredBindings(
          database.app(),
          d -> List.of(harbour, meadow).stream().filter(t -> t.domain().equals(d)).findFirst());

  @BeforeEach
  void tenants() throws SQLException {
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
  }

  private static Caller admin(Tenant tenant) {
    return new Caller(tenant, "s", "admin@x.example", "Admin", Role.ADMIN, null);
  }

  private void phone(Tenant tenant, String user) {
    Use.in(
        tenant,
        em ->
            new Phones(em, clock)
                .open(admin(tenant), user, new Phones.Draft("Phone " + user, null, null)));
  }

  @Test
  void registrationsOutliveTheProcess() {
    phone(harbour, "101");
    phone(meadow, "101");
    Binding ours = binding(harbour, "101", "sip:101@127.0.0.1:5070", 1);
    Binding theirs = binding(meadow, "101", "sip:101@127.0.0.1:5071", 1);
    store.save(List.of(ours, theirs), List.of());
    Binding renewed = binding(harbour, "101", "sip:101@127.0.0.1:5070", 2);
    store.save(List.of(renewed), List.of(theirs));
    assertEquals(List.of(renewed), of(store, harbour));
    Binding way = way(renewed, 2);
    store.save(List.of(way, way(renewed, 3)), List.of());
    store.save(List.of(way), List.of());
    assertEquals(Set.of(renewed, way, way(renewed, 3)), Set.copyOf(of(store, harbour)));
    store.save(List.of(), List.of(way, way(renewed, 3)));
    assertEquals(List.of(), of(store, meadow));
    assertEquals(
        1,
        Use.in(
                harbour,
                em -> new Phones(em, clock).list(admin(harbour), Ask.first()).items().getFirst())
            .registrations()
            .size());
  }

  @Test
  void whatNoDatabaseHoldsKeepsNoOtherFromBeingWritten() {
    phone(harbour, "101");
    phone(harbour, "102");
    Binding odd = binding(harbour, "101", "sip:101@127.0.0.1:5070;x=\0", 1);
    Binding other = binding(harbour, "102", "sip:102@127.0.0.1:5071", 1);
    store.save(List.of(odd, other), List.of());
    assertEquals(
        Set.of("sip:101@127.0.0.1:5070;x=\ufffd", other.contact()),
        of(store, harbour).stream().map(Binding::contact).collect(Collectors.toSet()));
    store.save(List.of(), List.of(odd));
    assertEquals(List.of(other), of(store, harbour));
  }

  private static List<Binding> of(StoredBindings store, Tenant tenant) {
    return store.load().stream().filter(b -> b.domain().equals(tenant.domain())).toList();
  }

  /** The same as one of the ways to a phone. */
  private static Binding way(Binding it, int number) {
    return new Binding(
        it.domain(),
        it.user(),
        it.contact(),
        it.path(),
        it.source(),
        it.transport(),
        it.userAgent(),
        it.callId(),
        it.cseq(),
        it.expires(),
        null,
        "urn:uuid:00000000-0000-1000-8000-000A95A0E128",
        number,
        0.5f);
  }

  private static Binding binding(Tenant tenant, String user, String contact, long cseq) {
    return new Binding(
        tenant.domain(),
        user,
        contact,
        List.of("<sip:edge.example;lr>", "\"a, {b} \\\"c\" <sip:inner.example;lr>"),
        "127.0.0.1:5070",
        "udp",
        "test",
        "call-1",
        cseq,
        Instant.parse("2036-01-01T00:00:00Z"));
  }

  // --- While phones are deleted

  private static String contact(String user, int port) {
    return "sip:" + user + "@127.0.0.1:" + port;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean somebodyWaitsFor(int process) {
    try (Connection admin = database.superuser().getConnection();
        Statement statement = admin.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select exists (select from pg_stat_activity where "
                    + process
                    + " = any (pg_blocking_pids(pid)))")) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static int process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Somebody does one thing, the other one once the writer waits for them, and commits. */
  private void save(List<Binding> changed, List<Binding> removed, String first, String then)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection somebody = database.app().getConnection()) {
      somebody.setAutoCommit(false);
      CurrentTenant.name(somebody, harbour.id());
      run(somebody, first);
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(() -> store.save(changed, removed), threads);
      int process = process(somebody);
      until("the writer waits for the phone", () -> somebodyWaitsFor(process));
      run(somebody, then);
      somebody.commit();
      written.get(60, TimeUnit.SECONDS);
    }
  }

  /** Somebody deletes phones in an order of their own, and the writer comes between. */
  @Test
  void whoDeletesManyPhonesAndTheWriterDoNotBlockEachOther() throws Exception {
    phone(harbour, "101");
    phone(harbour, "102");
    phone(harbour, "103");
    store.save(
        List.of(
            binding(harbour, "101", contact("101", 1), 1),
            binding(harbour, "102", contact("102", 1), 1)),
        List.of());
    save(
        List.of(
            binding(harbour, "101", contact("101", 2), 2),
            binding(harbour, "102", contact("102", 2), 2),
            binding(harbour, "103", contact("103", 2), 2)),
        List.of(binding(harbour, "101", contact("101", 1), 1)),
        "delete from phone where username = '102'",
        "delete from phone where username = '101'");
    assertEquals(
        List.of(contact("103", 2)), of(store, harbour).stream().map(Binding::contact).toList());
  }

  /** What is stored anew under another contact, and its phone deleted between the two steps. */
  @Test
  void aPhoneThatMovesIsDeletedMeanwhile() throws Exception {
    phone(harbour, "101");
    Binding before = binding(harbour, "101", contact("101", 1), 1);
    store.save(List.of(before), List.of());
    save(
        List.of(binding(harbour, "101", contact("101", 2), 2)),
        List.of(before),
        // As the phone's row is locked before what hangs on it is deleted.
        "select from phone where username = '101' for update",
        "delete from phone where username = '101'");
    assertEquals(List.of(), of(store, harbour));
  }

  /** A phone that is only changed meanwhile keeps its registration. */
  @Test
  void whatIsLockedForAMomentIsWrittenAfterwards() throws Exception {
    phone(harbour, "101");
    Binding binding = binding(harbour, "101", contact("101", 1), 1);
    save(
        List.of(binding),
        List.of(),
        "update phone set display_name = 'Anna' where username = '101'",
        "update phone set display_name = 'Berta' where username = '101'");
    assertEquals(List.of(binding), of(store, harbour));
  }
}
