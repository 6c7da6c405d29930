package org.meterline.ejb.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.Patience.until;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.database.Fragile;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.number.DialledNumber.Target;
import org.meterline.ejb.number.Numbers;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.program.Programs;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.sound.HoldMusic;
import org.meterline.ejb.sound.HoldMusicChoice;
import org.meterline.ejb.sound.SoundLibrary;
import org.meterline.ejb.sound.SoundLibraryTest;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.MusicOnHold;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Place;

/** The directory in memory follows what use cases commit, and outlives the database. */
class DirectoryTest {
  private static final byte[] PROGRAM =
      "#!/bin/sh\nexit 0\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private static final TrunkSecrets SECRETS = new TrunkSecrets("a secret");

  private final TestDatabase database = TestDatabase.get();
  private final Clock clock = Clock.systemUTC();
  private final MemoryDirectory directory =
      new MemoryDirectory(
          java.time.InstantSource.system(), org.meterline.ejb.location.EmergencyNumbers.KNOWN);
  @TempDir Path folder = Path.of("");
  private Tenant harbour =
      new Tenant(
          UUID.randomUUID(), "N", "n", new Domain("n.example"), java.time.ZoneOffset.UTC, "DE");
  private Tenant meadow = harbour;
  private String number = "";

  @BeforeEach
  void tenants() throws SQLException {
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
    number = "+4930" + Math.floorMod(harbour.id().getLeastSignificantBits(), 8_000_000L) + "1";
  }

  private static Caller admin(Tenant tenant) {
    return new Caller(tenant, "s", "admin@x.example", "Admin", Role.ADMIN, null);
  }

  private UUID phone(Tenant tenant, String user) {
    return Use.in(
        tenant,
        em ->
            new Phones(em, clock)
                .open(admin(tenant), user, new Phones.Draft("Phone " + user, null, null))
                .phone()
                .phone()
                .id());
  }

  private void attach(Tenant tenant, String dialled, Target target) {
    Use.in(
        tenant,
        em -> new Numbers(em, clock).attach(admin(tenant), new Numbers.Draft(dialled, target, "")));
  }

  private UUID program(Tenant tenant, String name) {
    return Use.in(
        tenant,
        em ->
            new Programs(em, new ProgramFiles(folder), clock)
                .create(
                    admin(tenant), new Programs.Draft(name, "", java.util.Map.of("LANGUAGE", "en")))
                .program()
                .id());
  }

  private void upload(Tenant tenant, UUID program) {
    Use.in(
        tenant,
        em ->
            new Programs(em, new ProgramFiles(folder), clock)
                .upload(admin(tenant), program, "greet.sh", PROGRAM));
  }

  private DirectoryFeed feed(DataSource source) {
    return new DirectoryFeed(source, new ProgramFiles(folder), SECRETS, directory);
  }

  /** What is stored by now. */
  private void load() throws InterruptedException {
    try (DirectoryFeed feed = feed(database.app())) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofMinutes(1)));
    }
  }

  private Destination dial(Tenant tenant, String dialled) {
    return directory.find(new Origin.Phone(tenant.domain(), "101"), dialled);
  }

  private void hands(Tenant tenant, int samples) {
    Use.in(
        tenant,
        em ->
            new SoundLibrary(em, SoundLibraryTest.PLENTY, clock)
                .put(admin(tenant), "welcome", SoundLibraryTest.wav(samples)));
  }

  /** A node that keeps sounds in memory has to know when they are others. */
  @Test
  void knowsWhatTenantsHandedIn() throws Exception {
    try (DirectoryFeed feed = feed(database.app())) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofMinutes(1)));
      hands(harbour, 800);
      until("it is known", () -> directory.sound(harbour.domain(), "welcome").isPresent());
      assertTrue(directory.sound(meadow.domain(), "welcome").isEmpty());
      String before = directory.sound(harbour.domain(), "welcome").orElseThrow();
      hands(harbour, 400);
      until(
          "it is another",
          () -> !directory.sound(harbour.domain(), "welcome").orElseThrow().equals(before));
      database.execute(harbour, "delete from sound");
      until("it is gone", () -> directory.sound(harbour.domain(), "welcome").isEmpty());
    }
  }

  @Test
  void knowsWhatIsHeardOnHold() throws Exception {
    try (DirectoryFeed feed = feed(database.app())) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofMinutes(1)));
      assertEquals(MusicOnHold.BUILT_IN, directory.musicOnHold(harbour.domain()));
      hands(harbour, 800);
      choose(new HoldMusic(HoldMusic.Plays.SOUND, "welcome"));
      MusicOnHold own = MusicOnHold.own("welcome");
      until("it is known", () -> directory.musicOnHold(harbour.domain()).equals(own));
      choose(new HoldMusic(HoldMusic.Plays.SILENCE, null));
      until(
          "it is silence",
          () -> directory.musicOnHold(harbour.domain()).equals(MusicOnHold.SILENCE));
      assertEquals(MusicOnHold.BUILT_IN, directory.musicOnHold(meadow.domain()));
    }
  }

  private void choose(HoldMusic music) {
    Use.in(harbour, em -> new HoldMusicChoice(em).change(admin(harbour), music, null));
  }

  /** Whoever looks after its book is let in; no call is. */
  @Test
  void theOperatorSignsInButHasNoDomain() throws Exception {
    Tenant operator = database.operator();
    try (DirectoryFeed feed = feed(database.app())) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofMinutes(1)));
      assertEquals(operator.id(), directory.tenantByAlias("operator").orElseThrow().id());
      assertEquals(harbour, directory.tenantByAlias(harbour.alias()).orElseThrow());
      assertFalse(directory.serves(operator.domain()));
      assertTrue(directory.tenant(operator.domain()).isEmpty());
    }
  }

  @Test
  void followsCommits() throws Exception {
    try (DirectoryFeed feed = feed(database.app())) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofMinutes(1)));
      assertTrue(directory.serves(harbour.domain()));
      assertTrue(directory.account(harbour.domain(), "101").isEmpty());

      UUID phone = phone(harbour, "101");
      until("the phone is known", () -> directory.account(harbour.domain(), "101").isPresent());
      assertEquals(new Destination.Phone(harbour.domain(), "101"), dial(harbour, "101"));
      assertInstanceOf(Destination.Unknown.class, dial(meadow, "101"));

      UUID program = program(harbour, "Welcome");
      attach(harbour, "500", new Target.Program(program));
      until(
          "the number without a version is known",
          () ->
              dial(harbour, "500") instanceof Destination.Unknown(String why)
                  && why.contains("no version"));
      upload(harbour, program);
      until("the program is known", () -> dial(harbour, "500") instanceof Destination.Program);
      Destination.Program found = (Destination.Program) dial(harbour, "500");
      assertEquals(program, found.program());
      assertEquals("en", found.variables().get("LANGUAGE"));
      assertTrue(found.executable().isAbsolute());
      assertTrue(java.nio.file.Files.isExecutable(found.executable()));
      UUID first = found.version();
      upload(harbour, program);
      until(
          "the new version is known",
          () ->
              dial(harbour, "500") instanceof Destination.Program p && !p.version().equals(first));

      attach(harbour, number, new Target.Phone(phone));
      Origin carrier = new Origin.Carrier("demo-carrier");
      until(
          "the number of the world is known",
          () -> directory.find(carrier, number) instanceof Destination.Phone);
      assertEquals(
          new Destination.Phone(harbour.domain(), "101"),
          directory.find(carrier, number.substring(1)));
      assertInstanceOf(Destination.Unknown.class, directory.find(carrier, "+4930999"));
      // one's own number is reached inside, another tenant's outside
      assertInstanceOf(Destination.Phone.class, dial(harbour, number));
      assertEquals(
          new Destination.Outside(meadow.domain(), new E164(number)), dial(meadow, number));
      // a program dials so too, also on a call that came over a trunk
      assertEquals(
          new Destination.Phone(harbour.domain(), "101"), directory.find(harbour.domain(), number));
      assertEquals(
          new Destination.Phone(harbour.domain(), "101"), directory.find(harbour.domain(), "101"));
      assertEquals(
          new Destination.Outside(meadow.domain(), new E164(number)),
          directory.find(meadow.domain(), number));
      assertInstanceOf(Destination.Unknown.class, directory.find(meadow.domain(), "101"));
      assertEquals(
          List.of(new E164(number)),
          directory.account(harbour.domain(), "101").orElseThrow().callerIds());

      Use.in(
          harbour,
          em ->
              new Phones(em, clock)
                  .change(admin(harbour), phone, new Phones.Draft("Off", null, null), false, null));
      until(
          "the phone that is off is forgotten",
          () -> directory.account(harbour.domain(), "101").isEmpty());
      assertInstanceOf(Destination.Unknown.class, dial(harbour, "101"));
      assertInstanceOf(Destination.Unknown.class, directory.find(carrier, number));
    }
  }

  @Test
  void knowsWhatDialledNamesMean() throws Exception {
    phone(harbour, "101");
    load();
    Domain domain = harbour.domain();
    assertEquals(new Destination.Emergency(domain, "112", Place.in("DE")), dial(harbour, "112"));
    assertEquals(
        new Destination.Outside(domain, new E164("+49301234567")), dial(harbour, "0301234567"));
    assertEquals(
        new Destination.Outside(domain, new E164("+12125550100")), dial(harbour, "0012125550100"));
    assertInstanceOf(Destination.Unknown.class, dial(harbour, "777"));
    assertInstanceOf(Destination.Unknown.class, dial(harbour, ""));
    assertInstanceOf(
        Destination.Unknown.class,
        directory.find(new Origin.Phone(new Domain("nobody.example"), "1"), "101"));
  }

  @Test
  void aNumberOfTheWorldIsOneTenantsAlone() {
    UUID ours = phone(harbour, "101");
    UUID theirs = phone(meadow, "201");
    attach(harbour, number, new Target.Phone(ours));
    Refused refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            Refused.class, () -> attach(meadow, number, new Target.Phone(theirs)));
    assertEquals("number-taken", refused.code());
    // an internal one may be in both
    attach(harbour, "77", new Target.Phone(ours));
    attach(meadow, "77", new Target.Phone(theirs));
    assertEquals(
        "invalid",
        org.junit.jupiter.api.Assertions.assertThrows(
                Refused.class, () -> attach(meadow, "78", new Target.Phone(ours)))
            .code());
    assertEquals(
        "invalid",
        org.junit.jupiter.api.Assertions.assertThrows(
                Refused.class, () -> attach(meadow, "112", new Target.Phone(theirs)))
            .code());
  }

  private void lead(Tenant tenant, String dialled, Target target, String description) {
    Use.in(
        tenant,
        em ->
            new Numbers(em, clock)
                .attach(admin(tenant), new Numbers.Draft(dialled, target, description)));
  }

  private static Target outside(String to) {
    return new Target.Outside(to);
  }

  @Test
  void aNumberLeadsToAnApplicationOrOutside() throws Exception {
    lead(harbour, "600", new Target.Application(true), " Orders ");
    lead(harbour, "601", new Target.Application(false), "");
    lead(harbour, "700", outside("00 33 123 45 67 00"), "");
    lead(harbour, number, outside("+33123456701"), "");
    load();
    assertEquals(
        new Destination.Application(harbour.domain(), "Orders", true), dial(harbour, "600"));
    assertEquals(
        new Destination.Application(harbour.domain(), "application 601", false),
        dial(harbour, "601"));
    assertEquals(
        new Destination.Outside(harbour.domain(), new E164("+33123456700"), "700"),
        dial(harbour, "700"));
    var away = new Destination.Outside(harbour.domain(), new E164("+33123456701"), number);
    assertEquals(away, dial(harbour, number));
    assertEquals(away, directory.find(new Origin.Carrier("any"), number.substring(1)));
    List<Numbers.Seen> seen =
        Use.in(harbour, em -> new Numbers(em, clock).list(admin(harbour), Ask.first())).items();
    assertTrue(seen.stream().anyMatch(n -> n.targetName().equals("+33123456700")), seen::toString);
  }

  @Test
  void aNumberIsNotForwardedToWhereItCannotBe() {
    UUID phone = phone(harbour, "101");
    attach(harbour, number, new Target.Phone(phone));
    for (String to : List.of(number, "112", "101", "", "what")) {
      Refused why =
          org.junit.jupiter.api.Assertions.assertThrows(
              Refused.class, () -> lead(harbour, "700", outside(to), ""), to);
      assertEquals("target.number", why.violations().getFirst().field(), to);
    }
    Refused nowhere =
        org.junit.jupiter.api.Assertions.assertThrows(
            Refused.class, () -> lead(harbour, "700", new Target.Phone(UUID.randomUUID()), ""));
    assertEquals("target", nowhere.violations().getFirst().field());
  }

  /** Through whichever tenants. */
  @Test
  void numbersThatAreForwardedToEachOtherLeadNowhere() throws Exception {
    String second = number.substring(0, number.length() - 1) + "2";
    String third = number.substring(0, number.length() - 1) + "3";
    lead(harbour, number, outside(second), "");
    lead(harbour, "700", outside("+33123456700"), "");
    lead(meadow, second, outside(third), "");
    load();
    Origin carrier = new Origin.Carrier("any");
    assertEquals(
        new Destination.Outside(harbour.domain(), new E164(second), number),
        directory.find(carrier, number));
    lead(harbour, third, outside("+33123456702"), "");
    load();
    assertEquals(
        new Destination.Outside(harbour.domain(), new E164(second), number),
        dial(harbour, number),
        "what is another tenant's is outside");
    Use.in(
        harbour,
        em -> {
          Numbers numbers = new Numbers(em, clock);
          UUID last =
              numbers.list(admin(harbour), Ask.first()).items().stream()
                  .filter(n -> n.number().dialled().equals(third))
                  .findFirst()
                  .orElseThrow()
                  .number()
                  .id();
          // it was the tenant's last of all: nothing says so when it is saved
          em.createNativeQuery("update number set outside = :to where id = :id")
              .setParameter("to", number)
              .setParameter("id", last)
              .executeUpdate();
          return last;
        });
    load();
    for (String each : List.of(number, second, third)) {
      assertInstanceOf(Destination.Unknown.class, directory.find(carrier, each), each);
    }
  }

  @Test
  void aNumberThatBecameTheTenantsIsReachedWithoutATrunk() throws Exception {
    String second = number.substring(0, number.length() - 1) + "2";
    UUID phone = phone(harbour, "101");
    lead(harbour, "700", outside(number), "");
    lead(harbour, number, outside(second), "");
    attach(harbour, second, new Target.Phone(phone));
    load();
    Destination inside = new Destination.Phone(harbour.domain(), "101");
    assertEquals(inside, dial(harbour, "700"));
    assertEquals(inside, directory.find(new Origin.Carrier("any"), number));
  }

  @Test
  void trunksAreKnownByAddressAndPrefix() throws SQLException, InterruptedException {
    try (Connection owner = database.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "insert into trunk values (gen_random_uuid(), 'germany', '192.0.2.7', 5060, 'udp',"
              + " '{49}', 10) on conflict do nothing");
    }
    database.execute(
        harbour,
        "insert into trunk_use values ($tenant, gen_random_uuid(), '" + germany() + "', 1, true)");
    load();
    assertEquals(
        List.of("germany"),
        directory.trunks(harbour.domain()).stream().map(t -> t.name()).toList());
    assertEquals(List.of("49"), directory.trunks(harbour.domain()).getFirst().prefixes());
    assertTrue(directory.trunks(meadow.domain()).isEmpty());
    assertEquals(1, directory.emergencyTrunks(harbour.domain()).size());
    assertTrue(directory.trunkAt(new InetSocketAddress("192.0.2.7", 40_000)).isPresent());
    assertFalse(directory.trunkAt(new InetSocketAddress("192.0.2.8", 5060)).isPresent());
  }

  private String germany() throws SQLException {
    try (Connection owner = database.owner().getConnection();
        Statement statement = owner.createStatement();
        var row = statement.executeQuery("select id from trunk where name = 'germany'")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void keepsWhatIsKnownWhileTheDatabaseIsGone() throws Exception {
    Fragile fragile = new Fragile(database.app());
    try (DirectoryFeed feed = feed(fragile)) {
      fragile.away(true);
      feed.start();
      assertFalse(feed.awaitLoaded(Duration.ofMillis(300)));
      fragile.away(false);
      assertTrue(feed.awaitLoaded(Duration.ofMinutes(1)));
      phone(harbour, "101");
      until("the phone is known", () -> directory.account(harbour.domain(), "101").isPresent());

      fragile.away(true);
      fragile.cut(database);
      until("the feed knows that it is cut off", () -> !feed.connected());
      assertTrue(directory.account(harbour.domain(), "101").isPresent());
      phone(harbour, "102"); // nobody hears of it
      fragile.away(false);
      until(
          "what nobody heard of is known",
          () -> directory.account(harbour.domain(), "102").isPresent());
      until("the feed is connected again", feed::connected);
    }
  }
}
