package org.meterline.ejb.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.limit.Limits.Draft;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Customers;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;

/** Who sets which limits, and who sees them. */
class LimitsTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-26T12:30:00Z"), ZoneOffset.UTC);

  private final Tenant harbour = tenant("harbour");
  private final Caller admin = caller(harbour, Role.ADMIN);
  private Caller operator = admin;

  private static Tenant tenant(String name) {
    try {
      return TestDatabase.get().newTenant(name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void thereIsAnOperator() throws SQLException {
    operator = caller(TestDatabase.get().operator(), Role.ADMIN);
  }

  private static Caller caller(Tenant tenant, Role role) {
    return new Caller(tenant, "s", role + "@" + tenant.domain(), "x", role, null);
  }

  private static <R> R as(Caller caller, Function<Limits, R> work) {
    return Use.in(caller.tenant(), em -> work.apply(new Limits(em, NOON)));
  }

  private static void refused(int status, Caller caller, Function<Limits, ?> work) {
    assertEquals(status, assertThrows(Refused.class, () -> as(caller, work)).status());
  }

  private static Draft calls(String who, String destination, @Nullable Integer calls) {
    return new Draft(who, destination, calls, null, null);
  }

  private static Draft money(String most) {
    return new Draft("", "", null, null, Money.parse(most, Currency.EUR));
  }

  @Test
  void aTenantLowersWhatTheOperatorAllows() {
    as(operator, l -> l.setCeiling(operator, harbour.id(), calls("*", "LV", 20)));
    as(operator, l -> l.setCeiling(operator, harbour.id(), money("100")));
    refused(409, admin, l -> l.set(admin, calls("*", "LV", 21)));
    refused(409, admin, l -> l.set(admin, money("100.01")));
    as(admin, l -> l.set(admin, calls("*", "LV", 5)));
    as(admin, l -> l.set(admin, calls("*", "LV", 4)));
    as(admin, l -> l.set(admin, calls("101", "LV", 30))); // the ceiling holds all the same
    assertEquals(
        List.of("ceiling  null", "ceiling LV 20", "own LV 4", "own LV 30"),
        as(admin, l -> l.standing(admin)).limits().stream()
            .map(Limits.Seen::limit)
            .map(l -> (l.ceiling() ? "ceiling " : "own ") + l.destination() + " " + l.calls())
            .toList());
  }

  @Test
  void nobodyReachesOver() {
    Limit ceiling = as(operator, l -> l.setCeiling(operator, harbour.id(), calls("", "", 20)));
    Limit own = as(admin, l -> l.set(admin, calls("", "", 10)));
    refused(404, admin, l -> removed(l, admin, ceiling.id()));
    refused(403, admin, l -> l.setCeiling(admin, harbour.id(), calls("", "", 30)));
    Caller other = caller(tenant("meadow"), Role.ADMIN);
    refused(404, other, l -> removed(l, other, own.id()));
    assertEquals(List.of(), as(other, l -> l.standing(other)).limits());
    assertThrows(
        SQLException.class,
        () ->
            TestDatabase.get()
                .execute(
                    other.tenant(),
                    "insert into call_limit values ($tenant, gen_random_uuid(), true, '', '', 1, 1,"
                        + " null, null, now(), 'x')"),
        "a ceiling of a tenant's own making");
    refused(404, operator, l -> l.ceilings(operator, UUID.randomUUID()));
    assertEquals(1, as(operator, l -> l.ceilings(operator, harbour.id())).size(), "not its own");
    as(operator, l -> removedCeiling(l, operator, harbour.id(), ceiling.id()));
    assertEquals(1, as(admin, l -> l.standing(admin)).limits().size());
    Caller payer = caller(harbour, Role.AGENT);
    refused(403, payer, l -> l.standing(payer));
    Caller finance = caller(harbour, Role.FINANCE);
    refused(403, finance, l -> l.set(finance, calls("", "", 1)));
  }

  private static boolean removed(Limits limits, Caller caller, UUID id) {
    limits.remove(caller, id);
    return true;
  }

  private static boolean removedCeiling(Limits limits, Caller caller, UUID tenant, UUID id) {
    limits.removeCeiling(caller, tenant, id);
    return true;
  }

  @Test
  void theOperatorSuspendsATenant() throws SQLException {
    Tenant suspended =
        Use.in(
            operator.tenant(),
            em -> new Customers(em).suspend(operator, harbour.id(), true, "101"));
    assertTrue(suspended.suspended());
    assertEquals("101", suspended.support());
    assertThrows(
        Refused.class,
        () -> Use.in(harbour, em -> new Customers(em).suspend(admin, harbour.id(), false, null)));
    assertThrows(
        SQLException.class,
        () -> TestDatabase.get().execute(harbour, "select suspend_tenant($tenant, false, null)"));
    assertThrows(
        Refused.class,
        () ->
            Use.in(
                operator.tenant(),
                em -> new Customers(em).suspend(operator, UUID.randomUUID(), true, null)));
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    refused(422, admin, l -> l.set(admin, calls("", "", null)));
    refused(422, admin, l -> l.set(admin, calls("No User", "", 1)));
    refused(422, admin, l -> l.set(admin, calls("", "Latvia", 1)));
    refused(422, admin, l -> l.set(admin, money("-1")));
  }

  @Test
  void whatWasUsedAndStoppedIsShown() throws SQLException {
    as(admin, l -> l.set(admin, calls("*", "", 5)));
    for (String node : List.of("a", "b")) {
      TestDatabase.get()
          .execute(
              harbour,
              "insert into call_usage values ($tenant, '2026-11-26T12:00:00Z', '%s', '101', 'DE',"
                      .formatted(node)
                  + " '', 2, 1, 0, 0, '2026-11-26T12:30:00Z')");
    }
    TestDatabase.get()
        .execute(
            harbour,
            "select note_stop($tenant, '2026-11-26T12:00:00Z', 'hour-limit', '101', '', 'x', 3,"
                + " '2026-11-26T12:20:00Z', gen_random_uuid())");
    var standing = as(admin, l -> l.standing(admin));
    assertEquals(
        List.of(new Limits.UsedBy("101", "", new Limit.Used(4, 2, 0))),
        standing.limits().getFirst().used());
    assertEquals(3, standing.stopped().getFirst().calls());
  }

  @Test
  void destinationsAreDecidedByAdmins() throws SQLException {
    TestDatabase.get()
        .execute(harbour, "select ask_destination($tenant, 'LV', '101', '2026-11-26T12:20:00Z')");
    Function<Caller, List<Destinations.Seen>> list =
        who -> Use.in(who.tenant(), em -> new Destinations(em, NOON).list(who));
    assertEquals(Destinations.State.ASKED, list.apply(admin).getFirst().state());
    Use.in(harbour, em -> new Destinations(em, NOON).decide(admin, "LV", true));
    Use.in(harbour, em -> new Destinations(em, NOON).decide(admin, "DE", false));
    assertEquals(
        List.of("DE REFUSED", "LV APPROVED"),
        list.apply(admin).stream().map(d -> d.group() + " " + d.state()).toList());
    Caller agent = caller(harbour, Role.AGENT);
    assertThrows(
        Refused.class,
        () -> Use.in(harbour, em -> new Destinations(em, NOON).decide(agent, "LV", false)));
    Caller other = caller(tenant("meadow"), Role.ADMIN);
    assertTrue(list.apply(other).isEmpty());
  }
}
