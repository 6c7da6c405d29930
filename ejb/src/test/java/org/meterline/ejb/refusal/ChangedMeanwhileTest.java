package org.meterline.ejb.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.EJBException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.RollbackException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.payer.PayerRule;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.number.DialledNumber.Target;
import org.meterline.ejb.number.Numbers;
import org.meterline.ejb.phone.Phone;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.program.Programs;
import org.meterline.ejb.sponsor.PayerRuling;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;

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

  private static void assertRefused(Executable use) {
    var refused = assertThrows(Refused.class, use);
    assertEquals("changed-meanwhile", refused.code());
    assertEquals(409, refused.status());
  }
}
