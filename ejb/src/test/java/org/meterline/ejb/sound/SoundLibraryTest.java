package org.meterline.ejb.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;
import org.postgresql.ds.PGSimpleDataSource;

/** What tenants hand in to be heard, and what is refused. */
public class SoundLibraryTest {
  public static final SoundLimits PLENTY = new SoundLimits(10 << 20, 100 << 20, 100, 1 << 20);

  private static final Instant NOON = Instant.parse("2026-12-05T12:00:00Z");
  private static final SoundLimits FEW = new SoundLimits(40_000, 60_000, 3, 1 << 20);

  private final TestDatabase database = TestDatabase.get();
  private Tenant harbour =
      new Tenant(UUID.randomUUID(), "N", "n", new Domain("n.example"), ZoneOffset.UTC, "DE");
  private Tenant meadow = harbour;

  @BeforeEach
  void tenants() throws SQLException {
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
  }

  /** A WAV file of so many samples of 16 bits, 8,000 a second. */
  public static byte[] wav(int samples) {
    return wav(1, 1, 8000, 16, new byte[2 * samples]);
  }

  private static byte[] wav(int encoding, int channels, int rate, int bits, byte[] data) {
    ByteBuffer b = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.length);
    b.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    b.putShort((short) encoding).putShort((short) channels).putInt(rate);
    b.putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8));
    b.putShort((short) bits).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data.length);
    return b.put(data).array();
  }

  private static Caller caller(Tenant tenant, Role role) {
    return new Caller(tenant, "s", "x@y.example", "X", role, null);
  }

  private static <R> R with(Tenant tenant, SoundLimits limits, Function<SoundLibrary, R> work) {
    Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    return Use.in(tenant, em -> work.apply(new SoundLibrary(em, limits, clock)));
  }

  private SoundSeen put(String name, byte[] content) {
    Caller admin = caller(harbour, Role.ADMIN);
    return with(harbour, FEW, sounds -> sounds.put(admin, name, content));
  }

  private void remove(Caller caller, String name) {
    with(
        caller.tenant(),
        FEW,
        sounds -> {
          sounds.remove(caller, name);
          return 0;
        });
  }

  private List<String> names(Tenant tenant) {
    Caller admin = caller(tenant, Role.ADMIN);
    return with(tenant, FEW, sounds -> sounds.list(admin)).stream().map(SoundSeen::name).toList();
  }

  private static String refused(Runnable work) {
    return assertThrows(Refused.class, work::run).code();
  }

  @Test
  void everyFormIsTakenAndGivenBackAsItCame() {
    byte[] stereo = wav(1, 2, 48_000, 16, new byte[4 * 4800]);
    SoundSeen wide = put("wide-1_a", stereo);
    assertEquals(Duration.ofMillis(100), wide.length());
    assertEquals(stereo.length, wide.bytes());
    assertEquals(NOON, wide.changed());
    assertEquals(0, wide.rules());
    assertEquals(Duration.ofSeconds(1), put("alaw", wav(6, 1, 8000, 8, new byte[8000])).length());
    assertEquals(
        Duration.ofSeconds(1), put("mulaw", wav(7, 2, 8000, 8, new byte[16_000])).length());
    assertEquals(List.of("alaw", "mulaw", "wide-1_a"), names(harbour));
    Caller admin = caller(harbour, Role.ADMIN);
    assertArrayEquals(stereo, with(harbour, FEW, sounds -> sounds.audio(admin, "wide-1_a")));
    SoundSeen other = put("wide-1_a", wav(800));
    assertEquals(Duration.ofMillis(100), other.length());
    assertTrue(!other.sha256().equals(wide.sha256()), "the new one is there");
    remove(admin, "wide-1_a");
    assertEquals(List.of("alaw", "mulaw"), names(harbour));
    assertEquals("not-found", refused(() -> remove(admin, "wide-1_a")));
  }

  @Test
  void whatCannotBePlayedIsRefused() {
    for (byte[] wrong :
        List.of(
            new byte[0],
            new byte[100],
            wav(0),
            wav(1, 3, 8000, 16, new byte[600]),
            wav(1, 1, 4000, 16, new byte[600]),
            wav(1, 1, 96_000, 16, new byte[600]),
            wav(3, 1, 8000, 32, new byte[600]),
            wav(6, 1, 16_000, 8, new byte[600]))) {
      assertEquals("invalid", refused(() -> put("wrong", wrong)));
    }
    for (String wrong : List.of("", "A", "-a", "a/b", "../a", "a.wav", "a b", "x".repeat(65))) {
      assertEquals("invalid", refused(() -> put(wrong, wav(8))), wrong);
    }
    assertEquals(List.of(), names(harbour));
  }

  @Test
  void thereIsOnlySoMuch() {
    assertEquals("too-large", refused(() -> put("large", wav(20_000))));
    put("one", wav(15_000));
    assertEquals("sounds-full", refused(() -> put("two", wav(15_000))));
    put("one", wav(16_000)); // in its own place there is room
    put("two", wav(8));
    put("three", wav(8));
    assertEquals("sounds-full", refused(() -> put("four", wav(8))));
    put("three", wav(16));
    assertEquals(List.of("one", "three", "two"), names(harbour));
    Caller theirs = caller(meadow, Role.ADMIN);
    with(meadow, FEW, sounds -> sounds.put(theirs, "four", wav(15_000)));
  }

  @Test
  void theyAreTheTenantsAndForAdmins() throws SQLException {
    put("welcome", wav(800));
    Caller agent = caller(harbour, Role.AGENT);
    assertEquals("forbidden", refused(() -> with(harbour, FEW, sounds -> sounds.list(agent))));
    assertEquals(
        "forbidden", refused(() -> with(harbour, FEW, s -> s.put(agent, "other", wav(8)))));
    Caller theirs = caller(meadow, Role.ADMIN);
    assertEquals(List.of(), names(meadow));
    assertEquals(
        "not-found", refused(() -> with(meadow, FEW, sounds -> sounds.audio(theirs, "welcome"))));
    assertEquals("not-found", refused(() -> remove(theirs, "welcome")));
    with(meadow, FEW, sounds -> sounds.put(theirs, "welcome", wav(8)));
    assertEquals(
        100,
        with(harbour, FEW, s -> s.list(caller(harbour, Role.ADMIN)))
            .getFirst()
            .length()
            .toMillis());
    // The policy alone: told to be meadow, nothing of harbour's is seen or changed.
    database.in(
        meadow,
        database.app(),
        c -> {
          try (var count = c.prepareStatement("select count(*) from sound where tenant = ?");
              var change = c.prepareStatement("delete from sound where tenant = ?")) {
            count.setObject(1, harbour.id());
            change.setObject(1, harbour.id());
            var row = count.executeQuery();
            row.next();
            assertEquals(0, row.getInt(1));
            assertEquals(0, change.executeUpdate());
          }
        });
    assertEquals(List.of("welcome"), names(harbour));
  }

  @Test
  void callsReadThemByDomain() throws Exception {
    SoundSeen stored = put("welcome", wav(800));
    Map<Domain, UUID> tenants =
        Map.of(harbour.domain(), harbour.id(), meadow.domain(), meadow.id());
    StoredSounds sounds =
        new StoredSounds(
            database.app(),
            domain -> Optional.ofNullable(tenants.get(domain)),
            (domain, name) -> Optional.of(domain + name),
            7);
    assertEquals(7, sounds.room());
    assertEquals(Optional.empty(), sounds.version("", "welcome"));
    assertEquals(Optional.of("n.examplewelcome"), sounds.version("n.example", "welcome"));
    var read = sounds.read(harbour.domain().name(), "welcome");
    assertEquals(stored.sha256(), read.version());
    assertArrayEquals(wav(800), read.wav());
    for (String whose : List.of(meadow.domain().name(), "nobody.example", "")) {
      IOException none = assertThrows(IOException.class, () -> sounds.read(whose, "welcome"));
      assertEquals("there is no sound welcome", none.getMessage());
    }
    Map<String, String> versions =
        Use.in(harbour, em -> em.unwrap(Session.class).doReturningWork(SoundRows::versions));
    assertEquals(Map.of("welcome", stored.sha256()), versions);
  }

  /** Nobody waits for a database that is gone longer than it takes to know that. */
  @Test
  void withoutADatabaseItSaysSo() {
    PGSimpleDataSource gone = new PGSimpleDataSource();
    gone.setServerNames(new String[] {"127.0.0.1"});
    gone.setPortNumbers(new int[] {1});
    StoredSounds sounds =
        new StoredSounds(
            gone, domain -> Optional.of(harbour.id()), (domain, name) -> Optional.empty(), 7);
    IOException why = assertThrows(IOException.class, () -> sounds.read("n.example", "welcome"));
    assertEquals("the sound welcome cannot be read now", why.getMessage());
  }
}
