package org.meterline.ejb.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.Patience.until;

import jakarta.ejb.EJBException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.RollbackException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.PayerRule;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.location.Locations;
import org.meterline.ejb.number.DialledNumber.Target;
import org.meterline.ejb.number.Numbers;
import org.meterline.ejb.phone.Phone;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.program.Programs;
import org.meterline.ejb.recording.RecordingFiles;
import org.meterline.ejb.recording.RecordingTerms;
import org.meterline.ejb.recording.Recordings;
import org.meterline.ejb.sponsor.PayerRuling;
import org.meterline.ejb.sponsor.Sponsors;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Place;

/** Of two who read the same and change it, the one who saves later reverts nothing unknowingly. */
class ChangedMeanwhileTest {
  private static final Clock CLOCK = Clock.systemUTC();

  private final Tenant tenant;
  private final Caller admin;
  @TempDir private @Nullable Path folder;

  ChangedMeanwhileTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("harbour");
    admin = new Caller(tenant, "s", "anna@x.example", "Anna", Role.ADMIN, null);
  }

  @Test
  void aPhoneIsChangedAsItWasRead() {
    var opened = phones(p -> p.open(admin, "101", named("Desk"))).phone().phone();
    var read = opened.version();
    var saved = change(opened.id(), "Anna", read);
    assertTrue(saved.version() != read);
    assertRefused(() -> change(opened.id(), "Bob", read));
    assertEquals("Anna", phones(p -> p.get(admin, opened.id())).phone().displayName());
    assertEquals("Bob", change(opened.id(), "Bob", saved.version()).displayName());
    assertEquals("Cleo", change(opened.id(), "Cleo", null).displayName());
  }

  @Test
  void whoSavesAtTheSameTimeIsTold() {
    var phone = phones(p -> p.open(admin, "101", named("Desk"))).phone().phone();
    var overtaken =
        assertThrows(
            OptimisticLockException.class,
            () ->
                Use.in(
                    tenant,
                    em -> {
                      var both = em.find(Phone.class, phone.id()).version();
                      change(phone.id(), "Anna", both);
                      return new Phones(em, CLOCK)
                          .change(admin, phone.id(), named("Bob"), true, both);
                    }));
    var told = Overtaken.in(new EJBException(new RollbackException(overtaken))).orElseThrow();
    assertEquals("changed-meanwhile", told.code());
    assertEquals(409, told.status());
    assertEquals(Optional.empty(), Overtaken.in(new EJBException(new RuntimeException())));
    assertEquals("Anna", phones(p -> p.get(admin, phone.id())).phone().displayName());
  }

  @Test
  void aProgramIsChangedAsItWasReadAndTellsItsVariablesToThoseWhoChangeThem() {
    var made = programs(p -> p.create(admin, program("k1"))).program();
    var read = made.version();
    var saved = programs(p -> p.change(admin, made.id(), program("k2"), read)).program().version();
    assertRefused(() -> programs(p -> p.change(admin, made.id(), program("k1"), read)));
    assertEquals(Map.of("KEY", "k2"), programs(p -> p.get(admin, made.id())).variables());
    programs(p -> p.change(admin, made.id(), program("k3"), saved));
    for (var role : List.of(Role.AGENT, Role.FINANCE, Role.PAYER)) {
      var other = new Caller(tenant, "s", "x@x.example", "X", role, UUID.randomUUID());
      assertEquals(Map.of(), programs(p -> p.get(other, made.id())).variables());
    }
  }

  @Test
  void aNumberIsChangedAsItWasRead() {
    var made = numbers(n -> n.attach(admin, number("one"))).number();
    var read = made.version();
    var saved = numbers(n -> n.change(admin, made.id(), number("two"), read)).number();
    assertRefused(() -> numbers(n -> n.change(admin, made.id(), number("three"), read)));
    assertEquals("two", numbers(n -> n.get(admin, made.id())).number().description());
    numbers(n -> n.change(admin, made.id(), number("four"), saved.version()));
    numbers(n -> n.change(admin, made.id(), number("five"), null));
    assertEquals("five", numbers(n -> n.get(admin, made.id())).number().description());
  }

  @Test
  void theRuleOfWhoPaysIsChangedAsItWasRead() {
    assertEquals(1, rule(60, 0));
    assertRefused(() -> rule(61, 0));
    assertEquals(2, rule(62, 1));
    assertRefused(() -> rule(63, 1));
    assertEquals(3, rule(64, null));
    var stands = ruling(r -> r.get(admin)).orElseThrow();
    assertEquals(64, stands.rule().bidSeconds());
    assertEquals(3, stands.version());
  }

  @Test
  void termsOfRecordingAreChangedAsTheyWereRead() {
    assertEquals(0, recordings(r -> r.terms(admin)).version());
    assertEquals(1, terms(30, 0));
    assertRefused(() -> terms(31, 0));
    assertEquals(2, terms(32, 1));
    assertRefused(() -> terms(33, 1));
    assertEquals(32, recordings(r -> r.terms(admin)).terms().retentionDays());
    assertEquals(3, terms(34, null));
  }

  private int terms(int days, @Nullable Integer read) {
    var wanted = new RecordingTerms(days, false, false);
    return recordings(r -> r.change(admin, wanted, read)).version();
  }

  @Test
  void aLocationIsChangedAsItWasRead() {
    var made = locations(l -> l.create(admin, location("Pier", false)));
    var read = made.version();
    assertEquals(made, locations(l -> l.get(admin, made.id())));
    var saved = locations(l -> l.change(admin, made.id(), location("Quay", false), read));
    assertTrue(saved.version() != read);
    assertRefused(() -> locations(l -> l.change(admin, made.id(), location("Dock", false), read)));
    assertEquals("Quay", locations(l -> l.get(admin, made.id())).place().label());
    locations(l -> l.change(admin, made.id(), location("Mole", false), saved.version()));
    locations(l -> l.change(admin, made.id(), location("Pier", false), null));
    assertEquals("Pier", locations(l -> l.get(admin, made.id())).place().label());
  }

  /** Whose phones, and being the standard, are passed from one to another. */
  @Test
  void whatAnotherLocationTookIsNotTakenBackUnknowingly() {
    phones(p -> p.open(admin, "101", named("Desk")));
    phones(p -> p.open(admin, "102", named("Hall")));
    var pier = locations(l -> l.create(admin, location("Pier", true, "101", "102")));
    var quay = locations(l -> l.create(admin, location("Quay", false)));
    locations(l -> l.change(admin, quay.id(), location("Quay", false, "102"), quay.version()));
    var old = location("Pier, floor 2", true, "101", "102");
    assertRefused(() -> locations(l -> l.change(admin, pier.id(), old, pier.version())));
    var left = locations(l -> l.get(admin, pier.id()));
    assertEquals(List.of("101"), left.users());
    locations(l -> l.create(admin, location("Dock", true)));
    assertRefused(() -> locations(l -> l.change(admin, pier.id(), old, left.version())));
    assertFalse(locations(l -> l.get(admin, pier.id())).standard());
    var untouched = locations(l -> l.get(admin, quay.id()));
    assertEquals(List.of("102"), untouched.users());
    locations(l -> l.change(admin, quay.id(), location("Quay", false), untouched.version()));
  }

  @Test
  void aLocationThatGoesWhileItIsChangedStaysGone() throws Exception {
    var made = locations(l -> l.create(admin, location("Mole", false)));
    try (Connection remover = TestDatabase.get().superuser().getConnection();
        Statement statement = remover.createStatement()) {
      remover.setAutoCommit(false);
      statement.execute("delete from meterline.location where id = '" + made.id() + "'");
      var change =
          CompletableFuture.runAsync(
              () ->
                  assertRefused(
                      () ->
                          locations(
                              l -> l.change(admin, made.id(), location("Pier", false), null))));
      try (ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
        assertTrue(row.next());
        int process = row.getInt(1);
        until("the change waits", () -> isWaitedFor(process));
      }
      remover.commit();
      change.get(1, TimeUnit.MINUTES);
    }
    assertEquals(List.of(), locations(l -> l.list(admin)));
  }

  private static boolean isWaitedFor(int process) {
    try (Connection admin = TestDatabase.get().superuser().getConnection();
        Statement statement = admin.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select from pg_stat_activity where "
                    + process
                    + " = any (pg_blocking_pids(pid))")) {
      return row.next();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Locations.Draft location(String label, boolean standard, String... users) {
    return new Locations.Draft(new Place(label, "DE", ""), standard, List.of(users));
  }

  @Test
  void aSponsorIsChangedAsItWasRead() {
    var opened = sponsors(s -> s.open(admin, "k", "Bank", Currency.EUR, null)).sponsor();
    var read = opened.version();
    assertTrue(read != 0);
    var saved = sponsors(s -> s.activate(admin, opened.id(), false, read)).sponsor();
    assertTrue(saved.version() != read);
    assertRefused(() -> sponsors(s -> s.activate(admin, opened.id(), true, read)));
    assertFalse(sponsors(s -> s.get(admin, opened.id())).sponsor().active());
    sponsors(s -> s.activate(admin, opened.id(), true, saved.version()));
    assertFalse(sponsors(s -> s.activate(admin, opened.id(), false, null)).sponsor().active());
    var none =
        assertThrows(
            Refused.class, () -> sponsors(s -> s.activate(admin, UUID.randomUUID(), true, read)));
    assertEquals("not-found", none.code());
  }

  private int rule(int seconds, @Nullable Integer read) {
    var steps = List.of("caller then end");
    return ruling(r -> r.set(admin, steps, seconds, PayerRule.Below.NOT_TAKEN, read)).version();
  }

  private Phone change(UUID phone, String name, @Nullable Integer read) {
    return phones(p -> p.change(admin, phone, named(name), true, read)).phone();
  }

  private static Phones.Draft named(String name) {
    return new Phones.Draft(name, null, null);
  }

  private static Programs.Draft program(String key) {
    return new Programs.Draft("Orders", "", Map.of("KEY", key));
  }

  private <R> R phones(Function<Phones, R> use) {
    return Use.in(tenant, em -> use.apply(new Phones(em, CLOCK)));
  }

  private <R> R programs(Function<Programs, R> use) {
    var files = new ProgramFiles(Objects.requireNonNull(folder));
    return Use.in(tenant, em -> use.apply(new Programs(em, files, CLOCK)));
  }

  private static Numbers.Draft number(String description) {
    return new Numbers.Draft("700", new Target.Application(true), description);
  }

  private <R> R numbers(Function<Numbers, R> use) {
    return Use.in(tenant, em -> use.apply(new Numbers(em, CLOCK)));
  }

  private <R> R ruling(Function<PayerRuling, R> use) {
    return Use.in(tenant, em -> use.apply(new PayerRuling(em, CLOCK)));
  }

  private <R> R recordings(Function<Recordings, R> use) {
    var files = new RecordingFiles(Objects.requireNonNull(folder), "node-1");
    return Use.in(tenant, em -> use.apply(new Recordings(em, files, CLOCK)));
  }

  private <R> R locations(Function<Locations, R> use) {
    return Use.in(tenant, em -> use.apply(new Locations(em)));
  }

  private <R> R sponsors(Function<Sponsors, R> use) {
    return Use.in(tenant, em -> use.apply(new Sponsors(em, CLOCK)));
  }

  private static void assertRefused(Executable use) {
    var refused = assertThrows(Refused.class, use);
    assertEquals("changed-meanwhile", refused.code());
    assertEquals(409, refused.status());
  }
}
