package org.meterline.ejb.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.GuardSettings;
import org.meterline.telephony.guard.Offence;
import org.meterline.telephony.guard.Tally;

/** Bans in the database, as the operator and the nodes see them. */
class SourcesTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final TestDatabase database = TestDatabase.get();
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final Guard guard = guard(clock);
  private final Tenant operator;
  private final String address =
      "10.%d.%d.%d"
          .formatted(
              ThreadLocalRandom.current().nextInt(1, 250),
              ThreadLocalRandom.current().nextInt(1, 250),
              ThreadLocalRandom.current().nextInt(1, 250));

  SourcesTest() throws SQLException {
    operator = database.operator();
  }

  private static Guard guard(Clock clock) {
    return new Guard(GuardSettings.USUAL, clock, () -> 1, ban -> {});
  }

  private static Caller admin(Tenant tenant) {
    return new Caller(tenant, "s", "admin@x.example", "Ann", Role.ADMIN, null);
  }

  private <R> R in(Tenant tenant, Function<Sources, R> work) {
    var door =
        new GuardDoor() {
          @Override
          public Optional<Guard> guard() {
            return Optional.of(guard);
          }

          @Override
          public List<Tally> tallies() {
            return List.of(new Tally("x", 1, "X"));
          }
        };
    return Use.in(tenant, em -> work.apply(new Sources(em, door, clock)));
  }

  private GuardedSource find(boolean allowed) {
    return in(operator, s -> s.list(admin(operator), allowed)).stream()
        .filter(each -> each.source().toString().equals(address))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasLearnedIsStoredAndHoldsOnAnotherNode() throws Exception {
    InetAddress thief = InetAddress.getByName(address);
    guard.offended(thief, Offence.SCANNER);
    new BanKeeper(database.app(), guard, clock).keep();
    assertEquals(List.of(), guard.unstored());
    GuardedSource seen = find(false);
    assertEquals(null, seen.by());
    assertEquals(NOW.plus(Duration.ofHours(1)), seen.until());
    Guard other = guard(clock);
    BanKeeper keeper = new BanKeeper(database.app(), other, clock);
    keeper.keep();
    assertFalse(other.admits(thief));
    in(
        operator,
        s -> {
          s.remove(admin(operator), false, seen.id());
          return true;
        });
    assertTrue(guard.admits(thief), "here at once");
    keeper.keep();
    assertTrue(other.admits(thief), "there too");
  }

  @Test
  void whatIsOverIsForgotten() throws Exception {
    guard.offended(InetAddress.getByName(address), Offence.SCANNER);
    new BanKeeper(database.app(), guard, clock).keep();
    Clock later = Clock.fixed(NOW.plus(Duration.ofHours(2)), ZoneOffset.UTC);
    new BanKeeper(database.app(), guard(later), later).keep();
    assertTrue(
        in(operator, s -> s.list(admin(operator), false)).stream()
            .noneMatch(each -> each.source().toString().equals(address)));
  }

  @Test
  void aLearnedBanIsMadeLasting() throws Exception {
    InetAddress thief = InetAddress.getByName(address);
    guard.offended(thief, Offence.SCANNER);
    new BanKeeper(database.app(), guard, clock).keep();
    UUID id = find(false).id();
    assertEquals(null, in(operator, s -> s.prolong(admin(operator), id, null)).until());
    assertEquals("Ann", find(false).by());
    Clock later = Clock.fixed(NOW.plus(Duration.ofDays(40)), ZoneOffset.UTC);
    Guard then = guard(later);
    new BanKeeper(database.app(), then, later).keep();
    assertFalse(then.admits(thief));
    assertThrows(
        Refused.class,
        () -> in(operator, s -> s.prolong(admin(operator), UUID.randomUUID(), null)));
  }

  @Test
  void theOperatorAllowsAndBans() throws Exception {
    in(operator, s -> s.add(admin(operator), true, address, "the office", null));
    Refused twice =
        assertThrows(
            Refused.class,
            () -> in(operator, s -> s.add(admin(operator), false, address, "x", null)));
    assertEquals(409, twice.status());
    Refused wrong =
        assertThrows(
            Refused.class,
            () -> in(operator, s -> s.add(admin(operator), false, "host.example", "x", null)));
    assertEquals(422, wrong.status());
    new BanKeeper(database.app(), guard, clock).keep();
    guard.offended(InetAddress.getByName(address), Offence.SCANNER);
    assertTrue(guard.admits(InetAddress.getByName(address)));
    assertEquals("Ann", find(true).by());
  }

  @Test
  void tenantsSeeAndChangeNothing() throws SQLException {
    Tenant harbour = database.newTenant("harbour");
    assertThrows(Refused.class, () -> in(harbour, s -> s.list(admin(harbour), false)));
    assertThrows(Refused.class, () -> in(harbour, s -> s.counters(admin(harbour))));
    assertThrows(
        SQLException.class,
        () ->
            database.execute(
                harbour,
                "insert into guarded_source values (gen_random_uuid(), '1.2.3.4', true, 'x', 'x',"
                    + " now(), null)"));
  }
}
