package org.meterline.ejb.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.uuid.Generators;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.RecordingBasis;
import org.meterline.telephony.recording.RecordingWriter;

/** Whose recordings are, who hears and erases them, and what becomes of them with time. */
class RecordingsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Tenant NOBODY =
      new Tenant(
          UUID.randomUUID(), "Nobody", "nobody", new Domain("n.example"), ZoneOffset.UTC, "DE");

  private static final UUID RULE = UUID.randomUUID();

  private final TestDatabase database = TestDatabase.get();
  private final UUID wallet = UUID.randomUUID();
  private Tenant harbour = NOBODY;
  private Tenant meadow = NOBODY;
  @TempDir Path folder;

  @BeforeEach
  void tenants() throws SQLException {
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
    database.newPhone(harbour, "101", wallet);
  }

  private static Caller caller(Tenant tenant, Role role, @Nullable UUID wallet) {
    return new Caller(tenant, "s", "x@y.example", "X", role, wallet);
  }

  private Caller admin() {
    return caller(harbour, Role.ADMIN, null);
  }

  private <R> R with(Caller caller, Instant now, Function<Recordings, R> work) {
    return Use.in(
        caller.tenant(),
        em ->
            work.apply(
                new Recordings(
                    em, new RecordingFiles(folder, "node-1"), Clock.fixed(now, ZoneOffset.UTC))));
  }

  private <R> R with(Caller caller, Function<Recordings, R> work) {
    return with(caller, NOON, work);
  }

  /** A recording of a call of phone 101, over or not. */
  private UUID record(boolean over) throws Exception {
    UUID id = Generators.timeBasedEpochGenerator().generate();
    String path = "harbour/2026-11-22/" + id + ".wav";
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1044]);
    CallId call = CallId.mint();
    RecordingBasis basis = new RecordingBasis(RULE, "extension 101", "agreed");
    LegId leg = LegId.mint();
    RecordJournal journal =
        new RecordJournal(
            database.app(),
            domain ->
                List.of(harbour, meadow).stream()
                    .filter(t -> t.domain().equals(domain))
                    .findFirst(),
            (tenant, done) -> {});
    journal.post(
        List.of(
            new CallFact.Began(
                call,
                1,
                NOON,
                harbour.domain(),
                new Origin.Phone(harbour.domain(), "101"),
                "101",
                "102",
                "node-1"),
            new CallFact.LegBegan(call, 2, NOON, leg, true, "102", null, null, null),
            new CallFact.RecordingBegan(call, 3, NOON, id, leg, true, "anna", 2, path, basis),
            new CallFact.RecordingRuled(call, 4, NOON, basis, id, null)));
    if (over) {
      journal.post(
          List.of(
              new CallFact.RecordingEnded(
                  call,
                  5,
                  NOON.plusSeconds(5),
                  id,
                  "hung-up",
                  Duration.ofMillis(5020),
                  1044,
                  RecordingWriter.sha256(file),
                  Duration.ofSeconds(1),
                  Duration.ZERO)));
    }
    return id;
  }

  private static String refused(Runnable work) {
    return assertThrows(Refused.class, work::run).code();
  }

  @Test
  void anAdminHearsItAndThatIsNoted() throws Exception {
    UUID id = record(true);
    RecordingSeen seen = with(admin(), r -> r.get(admin(), id));
    assertEquals("hung-up", seen.reason());
    assertEquals(5020, seen.millis());
    assertEquals(1000, seen.maskedMillis());
    assertEquals(NOON.plus(Duration.ofDays(90)), seen.expires());
    assertTrue(seen.audible());
    assertEquals(RULE, seen.rule());
    assertEquals("extension 101: agreed", seen.because() + ": " + seen.consent());
    assertEquals(
        "agreed",
        Use.in(
            harbour,
            em ->
                em.unwrap(org.hibernate.Session.class)
                    .doReturningWork(c -> consentOf(c, seen.call()))));
    Recordings.Audio audio = with(admin(), r -> r.audio(admin(), id, true));
    assertEquals(1044, Files.size(audio.file()));
    assertNotNull(with(admin(), r -> r.audio(admin(), id, false)));
    assertEquals(
        List.of(new RecordingRows.Download(NOON, "x@y.example")),
        with(admin(), r -> r.downloads(admin(), id)));
  }

  /** What the call's record says. */
  private static String consentOf(java.sql.Connection c, UUID call) throws SQLException {
    try (var select =
        c.prepareStatement("select recording_consent from call_record where id = ?")) {
      select.setObject(1, call);
      try (var row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "none";
      }
    }
  }

  @Test
  void whoLeavesTheBeginningOutIsNotedToo() throws Exception {
    UUID id = record(true);
    Instant later = NOON.plus(Duration.ofMinutes(61));
    assertNotNull(with(admin(), r -> r.audio(admin(), id, false)));
    assertNotNull(with(admin(), NOON.plusSeconds(60), r -> r.audio(admin(), id, false)));
    assertNotNull(with(admin(), later, r -> r.audio(admin(), id, false)));
    Caller other = new Caller(harbour, "t", "z@y.example", "Z", Role.ADMIN, null);
    assertNotNull(with(other, later, r -> r.audio(other, id, false)));
    assertEquals(
        List.of("x@y.example", "x@y.example", "z@y.example"),
        with(admin(), r -> r.downloads(admin(), id)).stream()
            .map(RecordingRows.Download::email)
            .sorted()
            .toList());
  }

  @Test
  void anotherTenantHasNone() throws Exception {
    UUID id = record(true);
    Caller other = caller(meadow, Role.ADMIN, null);
    assertEquals("not-found", refused(() -> with(other, r -> r.get(other, id))));
    assertEquals("not-found", refused(() -> with(other, r -> r.audio(other, id, true))));
    assertEquals("not-found", refused(() -> with(other, r -> r.delete(other, id))));
    assertEquals(
        List.of(), with(other, r -> r.list(other, RecordingRows.Wanted.ALL, Ask.first())).items());
  }

  @Test
  void othersHearTheirOwnIfTheTenantSaysSo() throws Exception {
    UUID id = record(true);
    Caller payer = caller(harbour, Role.PAYER, wallet);
    Caller agent = caller(harbour, Role.AGENT, null);
    Caller stranger = caller(harbour, Role.PAYER, UUID.randomUUID());
    for (Caller each : List.of(payer, agent, stranger)) {
      assertEquals("forbidden", refused(() -> with(each, r -> r.get(each, id))));
    }
    assertEquals(
        "forbidden",
        refused(
            () -> with(payer, r -> r.change(payer, new RecordingTerms(30, true, false), null))));
    with(admin(), r -> r.change(admin(), new RecordingTerms(30, true, false), null));
    assertEquals(
        NOON.plus(Duration.ofDays(30)),
        with(payer, r -> r.get(payer, id)).expires(),
        "also of what was kept before");
    assertNotNull(with(payer, r -> r.audio(payer, id, true)));
    assertEquals("forbidden", refused(() -> with(agent, r -> r.get(agent, id))));
    assertEquals("not-found", refused(() -> with(stranger, r -> r.get(stranger, id))));
    assertEquals("forbidden", refused(() -> with(payer, r -> r.delete(payer, id))));
  }

  @Test
  void listsAreFiltered() throws Exception {
    UUID id = record(true);
    UUID later = record(true);
    UUID call = with(admin(), r -> r.get(admin(), id)).call();
    assertEquals(List.of(later, id), list(RecordingRows.Wanted.ALL));
    assertEquals(List.of(id), list(new RecordingRows.Wanted(call, null, null, null)));
    assertEquals(2, list(new RecordingRows.Wanted(null, "02", NOON, null)).size());
    assertEquals(List.of(), list(new RecordingRows.Wanted(null, "nobody", null, null)));
    assertEquals(List.of(), list(new RecordingRows.Wanted(null, null, null, NOON)));
    var page = with(admin(), r -> r.list(admin(), RecordingRows.Wanted.ALL, new Ask(null, 1)));
    assertEquals(
        id,
        with(admin(), r -> r.list(admin(), RecordingRows.Wanted.ALL, new Ask(page.next(), 1)))
            .items()
            .getFirst()
            .id());
  }

  private List<UUID> list(RecordingRows.Wanted wanted) {
    return with(admin(), r -> r.list(admin(), wanted, Ask.first())).items().stream()
        .map(RecordingSeen::id)
        .toList();
  }

  @Test
  void aFileThatIsLostOrAnotherIsNotGivenOut() throws Exception {
    UUID id = record(true);
    Path file = folder.resolve("harbour/2026-11-22/" + id + ".wav");
    byte[] other = new byte[1044];
    other[1000] = 1;
    Files.write(file, other);
    assertEquals("recording-lost", refused(() -> with(admin(), r -> r.audio(admin(), id, true))));
    Files.delete(file);
    Files.createSymbolicLink(file, Files.write(folder.resolve("elsewhere"), new byte[1044]));
    assertEquals("recording-lost", refused(() -> with(admin(), r -> r.audio(admin(), id, true))));
    Files.delete(file);
    assertEquals("recording-lost", refused(() -> with(admin(), r -> r.audio(admin(), id, true))));
    assertEquals(List.of(), with(admin(), r -> r.downloads(admin(), id)));
  }

  @Test
  void whatAnotherNodeKeepsIsSaidToBeThere() throws Exception {
    UUID id = record(true);
    Path elsewhere = Files.createDirectory(folder.resolve("another"));
    assertEquals(
        "recording-elsewhere",
        refused(
            () ->
                Use.in(
                    harbour,
                    em ->
                        new Recordings(
                                em, new RecordingFiles(elsewhere, "node-2"), Clock.systemUTC())
                            .audio(admin(), id, true))));
  }

  @Test
  void whatIsErasedLeavesItsLine() throws Exception {
    UUID id = record(true);
    UUID running = record(false);
    assertEquals("recording-runs", refused(() -> with(admin(), r -> r.delete(admin(), running))));
    RecordingSeen erased = with(admin(), r -> r.delete(admin(), id));
    assertEquals("x@y.example", erased.deletedBy());
    assertEquals("recording-erased", refused(() -> with(admin(), r -> r.audio(admin(), id, true))));
    Path file = folder.resolve("harbour/2026-11-22/" + id + ".wav");
    sweep(folder.resolve("node-2"), "node-2", NOON);
    assertTrue(Files.exists(file), "another node's file");
    sweep(folder, "node-1", NOON);
    assertFalse(Files.exists(file));
    assertEquals(Optional.of(id), list(RecordingRows.Wanted.ALL).stream().skip(1).findFirst());
  }

  /** A disk hung, or the server stopped before the file was read for its digest. */
  @Test
  void whatNobodyWaitedForIsClosedAtTheNextStart() throws Exception {
    UUID id = record(true);
    database.execute(
        harbour,
        "update recording set bytes = 0, millis = 0, sha256 = null, reason = 'write-failed'"
            + " where id = '"
            + id
            + "'");
    Path file = folder.resolve("harbour/2026-11-22/" + id + ".wav");
    ByteBuffer wav = ByteBuffer.allocate(44 + 16_001).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 2).putInt(8000).putInt(32_000);
    wav.putShort((short) 4).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    Files.write(file, wav.array());
    UUID gone = record(true);
    database.execute(
        harbour, "update recording set bytes = 0, sha256 = null where id = '" + gone + "'");
    Files.delete(folder.resolve("harbour/2026-11-22/" + gone + ".wav"));
    try (RecordingSweep sweep =
        new RecordingSweep(database.app(), new RecordingFiles(folder, "node-1"), () -> NOON)) {
      sweep.finish(harbour.id());
    }
    RecordingSeen seen = with(admin(), r -> r.get(admin(), id));
    assertEquals(500, seen.millis(), "whole frames, as its header says now");
    assertEquals(16_044, seen.bytes());
    assertNotNull(with(admin(), r -> r.audio(admin(), id, true)));
    assertFalse(with(admin(), r -> r.get(admin(), gone)).audible());
  }

  @Test
  void whatIsTooOldIsErased() throws Exception {
    UUID id = record(true);
    UUID running = record(false);
    sweep(folder, "node-1", NOON.plus(Duration.ofDays(89)));
    assertTrue(with(admin(), r -> r.get(admin(), id)).audible());
    sweep(folder, "node-1", NOON.plus(Duration.ofDays(90)));
    assertEquals("retention", with(admin(), r -> r.get(admin(), id)).deletedBy());
    assertFalse(Files.exists(folder.resolve("harbour/2026-11-22/" + id + ".wav")));
    assertEquals(null, with(admin(), r -> r.get(admin(), running)).deletedBy());
  }

  private void sweep(Path kept, String node, Instant now) {
    try (RecordingSweep sweep =
        new RecordingSweep(database.app(), new RecordingFiles(kept, node), () -> now)) {
      sweep.sweep(harbour.id());
    }
  }

  @Test
  void termsHaveBounds() {
    assertEquals(
        new RecordingTerms.InForce(new RecordingTerms(90, false, false), 0),
        with(admin(), r -> r.terms(admin())));
    for (int days : new int[] {0, 3651}) {
      assertEquals(
          "invalid",
          refused(
              () ->
                  with(
                      admin(),
                      r -> r.change(admin(), new RecordingTerms(days, true, false), null))));
    }
  }
}
