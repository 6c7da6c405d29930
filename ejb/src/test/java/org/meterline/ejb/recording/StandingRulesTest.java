package org.meterline.ejb.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.meterline.ejb.sound.SoundLibraryTest.PLENTY;
import static org.meterline.ejb.sound.SoundLibraryTest.wav;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.file.DurableFile;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.sound.SoundLibrary;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.telephony.call.RecordingRule.Consent;
import org.meterline.telephony.call.RecordingRule.Scope;
import org.meterline.telephony.call.RecordingRule.Told;
import org.meterline.telephony.call.RecordingRule.Ways;
import org.meterline.telephony.call.RecordingRules;
import org.meterline.telephony.media.Prompt;

/** Who says which calls are recorded, and what they must have said for it. */
class StandingRulesTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  private static final String LAW = "All of ours signed for it; calls inside the house alone.";

  private final TestDatabase database = TestDatabase.get();
  private UUID phone = UUID.randomUUID();
  private final UUID number = UUID.randomUUID();
  private Tenant harbour =
      new Tenant(UUID.randomUUID(), "N", "n", new Domain("n.example"), ZoneOffset.UTC, "DE");
  private Tenant meadow = harbour;
  @TempDir Path folder;

  @BeforeEach
  void tenants() throws SQLException {
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
    phone = database.newPhone(harbour, "101", null);
    database.execute(
        harbour,
        "insert into number (tenant, id, dialled, description, phone, created, version) values"
            + " ($tenant, '"
            + number
            + "', '777', '', '"
            + phone
            + "', now(), 0)");
  }

  private static Caller caller(Tenant tenant, Role role) {
    return new Caller(tenant, "s", "x@y.example", "X", role, null);
  }

  private Caller admin() {
    return caller(harbour, Role.ADMIN);
  }

  private <R> R with(Caller caller, Function<StandingRules, R> work) {
    return Use.in(caller.tenant(), em -> work.apply(new StandingRules(em, CLOCK)));
  }

  private static StandingRules.Draft draft(
      @Nullable UUID phone, @Nullable UUID number, Consent consent, @Nullable String statement) {
    return new StandingRules.Draft(
        phone, number, Ways.BOTH, true, consent, Told.BOTH, false, null, statement);
  }

  private RecordingRuleSeen add(StandingRules.Draft draft) {
    return with(admin(), rules -> rules.add(admin(), draft));
  }

  private static String refused(Runnable work) {
    return assertThrows(Refused.class, work::run).code();
  }

  @Test
  void aRuleIsForAPhoneANumberOrAll() {
    RecordingRuleSeen all = add(draft(null, null, Consent.ANNOUNCE, null));
    RecordingRuleSeen one = add(draft(phone, null, Consent.ASK, null));
    RecordingRuleSeen dialled = add(draft(null, number, Consent.ANNOUNCE, null));
    assertEquals(List.of(dialled, one, all), with(admin(), rules -> rules.list(admin())));
    assertEquals(new Scope.Phone("101"), one.scope());
    assertEquals(new Scope.Dialled("777"), dialled.scope());
    assertEquals("x@y.example", one.changedBy());
    assertEquals(
        "recording-rule-exists", refused(() -> add(draft(phone, null, Consent.ASK, null))));
    assertEquals("invalid", refused(() -> add(draft(phone, number, Consent.ASK, null))));
    assertEquals("invalid", refused(() -> add(draft(UUID.randomUUID(), null, Consent.ASK, null))));
    RecordingRuleSeen changed =
        with(
            admin(),
            rules ->
                rules.change(
                    admin(),
                    one.id(),
                    new StandingRules.Draft(
                        phone,
                        null,
                        Ways.NEVER,
                        false,
                        Consent.ANNOUNCE,
                        Told.BOTH,
                        false,
                        null,
                        null),
                    one.version()));
    assertEquals(Ways.NEVER, changed.ways());
    StandingRules.Draft late = draft(phone, null, Consent.ASK, null);
    assertEquals(
        "changed-meanwhile",
        refused(
            () -> with(admin(), rules -> rules.change(admin(), one.id(), late, one.version()))));
    assertEquals(changed, with(admin(), rules -> rules.get(admin(), one.id())));
    int version = changed.version();
    assertEquals(
        Consent.ASK,
        with(admin(), rules -> rules.change(admin(), one.id(), late, version)).consent());
  }

  @Test
  void silenceNeedsAStatementWhichIsKeptForEver() {
    assertEquals("invalid", refused(() -> add(draft(phone, null, Consent.SILENT, null))));
    RecordingRuleSeen silent = add(draft(phone, null, Consent.SILENT, LAW));
    assertEquals(LAW, silent.statement());
    var again = draft(phone, null, Consent.SILENT, null);
    assertEquals(
        LAW, with(admin(), rules -> rules.change(admin(), silent.id(), again, null)).statement());
    assertEquals(
        "invalid",
        refused(
            () ->
                with(
                    admin(),
                    rules ->
                        rules.change(
                            admin(), silent.id(), draft(null, null, Consent.SILENT, null), null))),
        "it was not said for all");
    with(
        admin(),
        rules -> {
          rules.remove(admin(), silent.id());
          return 0;
        });
    assertEquals(
        List.of(
            new RecordingRuleRows.Statement(
                silent.id(), "extension 101", NOON, "x@y.example", LAW)),
        with(admin(), rules -> rules.statements(admin())));
  }

  @Test
  void whoIsAskedMayRefuse() {
    assertEquals(
        "invalid",
        refused(
            () ->
                add(
                    new StandingRules.Draft(
                        null, null, Ways.BOTH, true, Consent.ASK, Told.BOTH, true, null, null))));
  }

  @Test
  void itIsForAdminsOfTheTenantAlone() {
    RecordingRuleSeen rule = add(draft(phone, null, Consent.ASK, null));
    Caller agent = caller(harbour, Role.AGENT);
    assertEquals("forbidden", refused(() -> with(agent, rules -> rules.list(agent))));
    Caller other = caller(meadow, Role.ADMIN);
    assertEquals(List.of(), with(other, rules -> rules.list(other)));
    assertEquals("not-found", refused(() -> with(other, rules -> rules.get(other, rule.id()))));
    assertEquals(
        "invalid",
        refused(
            () -> with(other, rules -> rules.add(other, draft(phone, null, Consent.ASK, null)))));
  }

  private static StandingRules.Draft heard(UUID phone, @Nullable String sound) {
    return new StandingRules.Draft(
        phone, null, Ways.BOTH, true, Consent.ANNOUNCE, Told.BOTH, false, sound, null);
  }

  private void store(Tenant tenant, String name, int samples) {
    Caller admin = caller(tenant, Role.ADMIN);
    Use.in(tenant, em -> new SoundLibrary(em, PLENTY, CLOCK).put(admin, name, wav(samples)));
  }

  private static void remove(Caller caller, String name) {
    Use.in(
        caller.tenant(),
        em -> {
          new SoundLibrary(em, PLENTY, CLOCK).remove(caller, name);
          return 0;
        });
  }

  @Test
  void aSoundOfTheirOwnIsPlayedInPlaceOfOurs() {
    store(harbour, "told", 8000);
    store(harbour, "long", 61 * 8000);
    store(meadow, "theirs", 8000);
    for (String wrong : List.of("none", "long", "theirs")) {
      assertEquals("invalid", refused(() -> add(heard(phone, wrong))), wrong);
    }
    RecordingRuleSeen own = add(heard(phone, "told"));
    assertEquals("told", own.sound());
    assertEquals("sound-in-use", refused(() -> remove(admin(), "told")));
    assertEquals("invalid", refused(() -> store(harbour, "told", 61 * 8000)));
    store(harbour, "told", 4000);
    assertEquals(
        List.of(
            new RecordingRule(
                own.id(),
                new Scope.Phone("101"),
                Ways.BOTH,
                true,
                Consent.ANNOUNCE,
                Told.BOTH,
                false,
                new Prompt.Own("told"))),
        Use.in(harbour, em -> em.unwrap(Session.class).doReturningWork(RecordingRuleRows::told)));
    assertNull(
        with(admin(), all -> all.change(admin(), own.id(), heard(phone, null), null)).sound());
    remove(admin(), "told");
  }

  /** A file of an earlier version is moved by the node that has it, once. */
  @Test
  void whatEarlierVersionsKeptAsAFileIsMoved() throws Exception {
    RecordingRuleSeen here = add(heard(phone, null));
    RecordingRuleSeen elsewhere = add(draft(null, number, Consent.ASK, null));
    byte[] sound = wav(8000);
    String sha256 = DurableFile.sha256(sound);
    Path own = Files.createDirectories(folder.resolve(harbour.id().toString()));
    Files.write(own.resolve(sha256 + ".wav"), sound);
    file(here, sha256);
    file(elsewhere, "0".repeat(64));
    AnnouncementFiles files = new AnnouncementFiles(folder, CLOCK);
    assertEquals(1, files.move(database.app()));
    assertEquals(0, files.move(database.app()));
    String name = "announcement-" + sha256.substring(0, 12);
    assertEquals(name, with(admin(), rules -> rules.get(admin(), here.id())).sound());
    assertNull(with(admin(), rules -> rules.get(admin(), elsewhere.id())).sound());
    byte[] moved = Use.in(harbour, em -> new SoundLibrary(em, PLENTY, CLOCK).audio(admin(), name));
    assertArrayEquals(sound, moved);
    Files.write(own.resolve("0".repeat(64) + ".wav"), sound);
    assertEquals(0, files.move(database.app()), "a file that is another than its name says");
    store(harbour, "told", 8000);
    with(
        admin(),
        rules ->
            rules.change(
                admin(),
                elsewhere.id(),
                new StandingRules.Draft(
                    null, number, Ways.BOTH, true, Consent.ASK, Told.BOTH, false, "told", null),
                null));
    assertEquals(0, unmoved(), "whoever says another sound wants no file");
  }

  private void file(RecordingRuleSeen rule, String sha256) throws SQLException {
    database.execute(
        harbour,
        "update recording_rule set sound_file = '%s' where id = '%s'".formatted(sha256, rule.id()));
  }

  private int unmoved() {
    return Use.in(
        harbour,
        em ->
            em.createNativeQuery(
                    "select 1 from recording_rule where sound_file is not null", Integer.class)
                .getResultList()
                .size());
  }

  @Test
  void aRuleGoesWithItsPhone() throws SQLException {
    add(draft(null, number, Consent.ASK, null));
    add(draft(phone, null, Consent.ASK, null));
    database.execute(harbour, "delete from number");
    database.execute(harbour, "delete from phone");
    assertEquals(List.of(), with(admin(), rules -> rules.list(admin())));
  }

  @Test
  void callsFindThemByScope() {
    add(draft(phone, null, Consent.SILENT, LAW));
    RecordingRules rules =
        Use.in(
            harbour,
            em ->
                em.unwrap(Session.class)
                    .doReturningWork(
                        c -> {
                          var all = RecordingRuleRows.all(c);
                          assertEquals(1, all.size());
                          return RecordingRuleRows.rules(c);
                        }));
    assertNotSame(RecordingRules.NONE, rules);
  }
}
