package org.meterline.ejb.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.location.EmergencyNumbers;
import org.meterline.ejb.location.Location;
import org.meterline.ejb.location.Locations;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.EmergencyWay;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Place;

/** Which numbers call for help, and over which trunks, goes by where the phone stands. */
class EmergencyWaysTest {
  private static final Place LONDON = new Place("London", "GB", "12 Pall Mall, London");

  private final TestDatabase database = TestDatabase.get();
  private final Tenant harbour = database.newTenant("harbour");
  private final Caller admin =
      new Caller(harbour, "s", "admin@x.example", "Admin", Role.ADMIN, null);
  private final MemoryDirectory directory =
      new MemoryDirectory(
          InstantSource.system(), new EmergencyNumbers(Map.of("DE", Set.of("19222"))));
  private final String own = "own-" + harbour.alias();
  @TempDir Path folder = Path.of("");

  EmergencyWaysTest() throws SQLException {}

  private <R> R as(Function<Locations, R> work) {
    return Use.in(harbour, em -> work.apply(new Locations(em)));
  }

  private Location place(Place place, boolean standard, String... users) {
    return as(l -> l.create(admin, new Locations.Draft(place, standard, List.of(users))));
  }

  private void phone(String user) {
    Use.in(
        harbour,
        em ->
            new Phones(em, Clock.systemUTC())
                .open(admin, user, new Phones.Draft(user, null, null)));
  }

  private void load() throws Exception {
    try (DirectoryFeed feed =
        new DirectoryFeed(
            database.app(), new ProgramFiles(folder), new TrunkSecrets("a secret"), directory)) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofMinutes(1)));
    }
  }

  private void trunk(String name, boolean emergency, String routes) throws SQLException {
    database.execute(
        harbour,
        """
        insert into trunk (id, name, owner, host, port, transport, prefixes, emergency,
                           emergency_routes)
          values (gen_random_uuid(), '%s', $tenant, 'sip.carrier.example', 5060, 'udp', '{}', %s,
                  '%s')\
        """
            .formatted(name, emergency, routes));
  }

  private Destination dial(@Nullable String user, String number) {
    return user == null
        ? directory.find(harbour.domain(), number)
        : directory.find(new Origin.Phone(harbour.domain(), user), number);
  }

  private List<String> ways(String user, String number) {
    return directory
        .emergencyWays(assertInstanceOf(Destination.Emergency.class, dial(user, number)))
        .stream()
        .filter(way -> way.trunk().name().startsWith(own))
        .filter(EmergencyWay::meant)
        .map(way -> way.trunk().name().substring(own.length()) + " " + way.number())
        .toList();
  }

  @Test
  void numbersAreThoseOfThePlace() throws Exception {
    phone("101");
    phone("201");
    phone("301");
    place(LONDON, false, "201");
    place(new Place("Boston", "US", ""), false, "301");
    load();
    assertEquals(
        new Destination.Emergency(harbour.domain(), "110", Place.in("DE")), dial("101", "110"));
    assertInstanceOf(Destination.Emergency.class, dial("101", "19222"), "the operator's");
    assertInstanceOf(Destination.Unknown.class, dial("101", "999"));
    assertEquals(new Destination.Emergency(harbour.domain(), "999", LONDON), dial("201", "999"));
    assertInstanceOf(Destination.Emergency.class, dial("201", "112"));
    assertInstanceOf(Destination.Unknown.class, dial("201", "110"));
    assertInstanceOf(Destination.Emergency.class, dial("301", "911"));
    assertInstanceOf(Destination.Unknown.class, dial("301", "19222"));
    assertInstanceOf(Destination.Unknown.class, dial(null, "911"), "programs are at home");
    assertInstanceOf(
        Destination.Emergency.class,
        directory.find(harbour.domain(), new Origin.Phone(harbour.domain(), "301"), "911"),
        "unless who calls them is elsewhere");
    assertTrue(directory.helpsSomewhere("999"), "whoever says they dial it");
    assertTrue(directory.helpsSomewhere("19222"));
    assertFalse(directory.helpsSomewhere("101"));
    place(new Place("Paris", "FR", ""), true);
    load();
    assertInstanceOf(Destination.Emergency.class, dial("101", "15"));
    assertInstanceOf(Destination.Unknown.class, dial("101", "110"));
  }

  @Test
  void eachCountryHasItsOwnWaysAndNumbers() throws Exception {
    phone("101");
    phone("201");
    place(LONDON, false, "201");
    trunk(own + "-all", true, "[]");
    trunk(
        own + "-de",
        true,
        "[{\"country\":\"DE\",\"preference\":20,\"numbers\":{\"112\":\"+4940112\"}}]");
    trunk(
        own + "-both",
        true,
        "[{\"country\":\"DE\",\"preference\":10,\"numbers\":{}},"
            + "{\"country\":\"GB\",\"preference\":5,\"numbers\":{\"999\":\"112\"}}]");
    trunk(own + "-none", false, "[]");
    load();
    assertEquals(List.of("-both 112", "-de +4940112", "-all 112"), ways("101", "112"));
    assertEquals(List.of("-both 110", "-de 110", "-all 110"), ways("101", "110"));
    assertEquals(List.of("-both 112", "-all 999"), ways("201", "999"));
    List<EmergencyWay> all =
        directory.emergencyWays((Destination.Emergency) dial("201", "999")).stream()
            .filter(way -> !way.meant() && way.trunk().name().startsWith(own))
            .toList();
    assertTrue(
        all.stream().anyMatch(way -> way.trunk().name().equals(own + "-none")),
        "rather than none at all");
    assertTrue(all.stream().allMatch(way -> way.number().equals("999")));
  }

  @Test
  void phonesStandInOnePlaceAndPlacesAreTheTenants() throws SQLException {
    phone("101");
    phone("102");
    UUID pier = place(new Place("Pier", "DE", ""), true, "101", "102").id();
    UUID london = place(LONDON, true, "102").id();
    assertEquals(List.of("101"), as(l -> l.get(admin, pier)).users());
    assertTrue(!as(l -> l.get(admin, pier)).standard(), "one is the standard");
    refused(422, l -> l.change(admin, pier, draft("Pier", "ZZ"), null));
    refused(409, l -> l.change(admin, pier, draft("London", "DE"), null));
    refused(422, l -> l.change(admin, pier, draft("Pier", "DE", "999"), null));
    as(
        l -> {
          l.remove(admin, london);
          return true;
        });
    assertEquals(1, as(l -> l.list(admin)).size());
    Tenant meadow = database.newTenant("meadow");
    assertThrows(Refused.class, () -> Use.in(meadow, em -> new Locations(em).get(admin, pier)));
  }

  private static Locations.Draft draft(String label, String country, String... users) {
    return new Locations.Draft(new Place(label, country, ""), false, List.of(users));
  }

  private void refused(int status, Function<Locations, ?> work) {
    assertEquals(status, assertThrows(Refused.class, () -> as(work)).status());
  }
}
