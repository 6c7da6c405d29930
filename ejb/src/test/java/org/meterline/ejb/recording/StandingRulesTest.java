package org.meterline.ejb.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.RecordingRule.Consent;
import org.meterline.telephony.call.RecordingRule.Scope;
import org.meterline.telephony.call.RecordingRule.Told;
import org.meterline.telephony.call.RecordingRule.Ways;
import org.meterline.telephony.call.RecordingRules;

/** Who says which calls are recorded, and what they must have said for it. */
class StandingRulesTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
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
    return Use.in(
        caller.tenant(),
        em ->
            work.apply(
                new StandingRules(
                    em, new AnnouncementFiles(folder), Clock.fixed(NOON, ZoneOffset.UTC))));
  }

  private static StandingRules.Draft draft(
      @Nullable UUID phone, @Nullable UUID number, Consent consent, @Nullable String statement) {
    return new StandingRules.Draft(
        phone, number, Ways.BOTH, true, consent, Told.BOTH, false, statement);
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
                        phone, null, Ways.NEVER, false, Consent.ANNOUNCE, Told.BOTH, false, null)));
    assertEquals(Ways.NEVER, changed.ways());
  }

  @Test
  void silenceNeedsAStatementWhichIsKeptForEver() {
    assertEquals("invalid", refused(() -> add(draft(phone, null, Consent.SILENT, null))));
    RecordingRuleSeen silent = add(draft(phone, null, Consent.SILENT, LAW));
    assertEquals(LAW, silent.statement());
    var again = draft(phone, null, Consent.SILENT, null);
    assertEquals(
        LAW, with(admin(), rules -> rules.change(admin(), silent.id(), again)).statement());
    assertEquals(
        "invalid",
        refused(
            () ->
                with(
                    admin(),
                    rules ->
                        rules.change(
                            admin(), silent.id(), draft(null, null, Consent.SILENT, null)))),
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
                        null, null, Ways.BOTH, true, Consent.ASK, Told.BOTH, true, null))));
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

  private static byte[] wav(int samples) {
    ByteBuffer b = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    b.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
    b.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    b.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(16_000);
    b.putShort((short) 2).putShort((short) 16);
    b.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
    return b.array();
  }

  @Test
  void aSoundOfTheirOwnIsPlayedInPlaceOfOurs() {
    RecordingRuleSeen rule = add(draft(phone, null, Consent.ASK, null));
    byte[] sound = wav(8000);
    for (byte[] wrong : List.of(new byte[100], wav(0), wav(61 * 8000))) {
      assertEquals(
          "invalid",
          refused(() -> with(admin(), rules -> rules.announce(admin(), rule.id(), wrong))));
    }
    RecordingRuleSeen own = with(admin(), rules -> rules.announce(admin(), rule.id(), sound));
    assertArrayEquals(sound, with(admin(), rules -> rules.announcement(admin(), rule.id())));
    var kept =
        with(
            admin(),
            rules -> rules.change(admin(), rule.id(), draft(phone, null, Consent.ANNOUNCE, null)));
    assertEquals(own.sound(), kept.sound(), "a change of the rule leaves it");
    assertTrue(
        Files.exists(folder.resolve(harbour.id().toString()).resolve(kept.sound() + ".wav")));
    assertNull(with(admin(), rules -> rules.announceAsUsual(admin(), rule.id())).sound());
    assertEquals(
        "not-found", refused(() -> with(admin(), rules -> rules.announcement(admin(), rule.id()))));
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
                          return RecordingRuleRows.rules(
                              c, harbour.id(), new AnnouncementFiles(folder));
                        }));
    assertNotSame(RecordingRules.NONE, rules);
  }
}
