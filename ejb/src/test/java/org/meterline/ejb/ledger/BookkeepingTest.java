package org.meterline.ejb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.ledger.LedgerTenant.AT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.ledger.DayCheck;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.seal.SealKey;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.wallet.Books;

/** Sealing, signed heads, the command that verifies, and the check that is kept for each day. */
class BookkeepingTest {
  private final SealKey.Pair pair = SealKey.generate();
  private final LedgerTenant it;
  @TempDir Path folder;

  BookkeepingTest() throws SQLException {
    it = new LedgerTenant();
  }

  private Bookkeeping keeper() {
    return keeper(AT);
  }

  private Bookkeeping keeper(Instant now) {
    return new Bookkeeping(
        TestDatabase.get().app(),
        () -> now,
        folder,
        Optional.of(SealKey.of(pair.secret())),
        Duration.ofMinutes(15));
  }

  /** What the command says of this tenant's book. */
  private String verify() throws SQLException, IOException {
    var lines = new ArrayList<String>();
    new Verification(TestDatabase.get().app(), folder, pair.open()).run(it.book(), lines::add);
    return lines.stream().reduce("", (a, b) -> a + b + "\n");
  }

  @Test
  void headsGoOutOnceADayAndTheCommandNamesTheFirstDifference() throws Exception {
    var wallet = it.wallet();
    var first = it.topUp(wallet, "1");
    try (var keeper = keeper()) {
      keeper.seal(it.book());
      it.topUp(wallet, "2");
      charge(wallet, UUID.randomUUID(), 0);
      it.tamper("update charge set recorded = now() where tenant = $tenant");
      assertEquals(
          it.tenant.alias()
              + ": 1 transfer, 0 charges and taxes under 1 seal agree;"
              + " not sealed yet: 1 transfer, 1 charge or tax\n",
          verify());
      keeper.seal(it.book());
    }
    var file = folder.resolve("2026-11-20").resolve(it.tenant.alias() + ".seal");
    assertTrue(Files.readString(file).contains("number 1\n"), "the day's first head stays");
    assertEquals(
        it.tenant.alias() + ": 2 transfers, 1 charge or tax under 2 seals agree\n", verify());
    var head = Use.in(it.tenant, em -> new Books(em, LedgerTenant.CLOCK).head(it.ann));
    assertEquals(2, head.orElseThrow().number());

    it.tamper("update transfer set description = 'x' where id = '" + first + "'");
    assertTrue(verify().startsWith(it.tenant.alias() + ": transfer-changed, " + first), verify());
    it.tamper("update seal set head = sha256(head) where tenant = $tenant and number = 1");
    assertTrue(verify().startsWith(it.tenant.alias() + ": chain-broken, seal 1"), verify());
    it.tamper("delete from seal where tenant = $tenant");
    assertTrue(verify().startsWith(it.tenant.alias() + ": head-missing, seal 1"), verify());
    Files.writeString(file, Files.readString(file).replace("number 1", "number 2"));
    assertTrue(verify().startsWith("head-unsigned, " + file), verify());
  }

  @Test
  void aBookWithManyPostingsIsSealedMoreOften() throws SQLException {
    var wallet = it.wallet();
    try (var keeper = keeper()) {
      it.topUp(wallet, "1");
      keeper.seal(it.book());
      it.topUp(wallet, "1");
      keeper.sealBusy();
      assertEquals(1, rows("seal"), "there was little");
      for (int i = 0; i < Bookkeeping.MUCH; i++) {
        it.topUp(wallet, "0.01");
      }
      keeper.seal(it.book());
      it.topUp(wallet, "1");
      keeper.sealBusy();
      it.topUp(wallet, "1");
      keeper.sealBusy();
      assertEquals(4, rows("seal"));
      it.topUp(wallet, "1");
      keeper.seal(it.book());
      it.topUp(wallet, "1");
      keeper.sealBusy();
      assertEquals(5, rows("seal"), "there is little again");
    }
  }

  @Test
  void aDayKeepsWhatItsLastCheckFound() throws SQLException {
    var wallet = it.wallet();
    it.topUp(wallet, "1");
    try (var keeper = keeper()) {
      keeper.check(it.book());
      assertEquals(List.of(), today().differences());
      it.tamper("update wallet set balance = balance + 1 where tenant = $tenant");
      keeper.check(it.book());
      assertEquals(List.of(), today().differences(), "it was checked a moment ago");
    }
    var found = it.checks(c -> c.run(it.ann));
    assertEquals(List.of("control-account", "wallet-balance"), names(found));
    assertEquals(found, today());
    assertEquals(1, found.transfers());
    assertEquals(AT, found.checked());
  }

  /** A day of which something is still open waits; so it is asked again, as by the clock. */
  @Test
  void daysAreSummedBesideTheCheckAndASumThatWasChangedIsFound() throws SQLException {
    it.topUp(it.wallet(), "1");
    it.tamper("update book set opened = opened - interval '3 days' where tenant = $tenant");
    it.tamper("update transfer set recorded = recorded - interval '3 days' where tenant = $tenant");
    var now = AT;
    while (rows("balance_check") == 0) {
      now = now.plus(Duration.ofMinutes(15));
      check(now);
    }
    assertEquals(List.of(), names(today()));
    assertEquals(2, rows("balance_day"));
    it.tamper(
        "update balance_day set credits = credits + 1 where tenant = $tenant and credits > 0");
    for (int day = 0; day < 3; day++) {
      now = now.plus(Duration.ofMinutes(15));
      check(now);
    }
    assertEquals(List.of("book-not-zero", "control-account", "day-balance"), names(today()));
  }

  @Test
  void recordsAndChargesAreCompared() throws SQLException {
    var wallet = it.wallet();
    var uncharged = leg(60_000, "Ann");
    leg(60_000, ""); // free
    charge(wallet, leg(0, ""), 0); // its grant came too late
    var differs = leg(60_000, "Ann");
    var right = leg(59_001, "Ann");
    charge(wallet, differs, 59);
    charge(wallet, right, 60);
    var orphan = UUID.randomUUID();
    charge(wallet, orphan, 1);
    charge(wallet, UUID.randomUUID(), 0); // money was set aside, then the leg was refused
    var found =
        it.checks(c -> c.run(it.ann)).differences().stream()
            .filter(d -> !d.name().startsWith("hold"))
            .toList();
    assertEquals(
        List.of(
            new Reconciliation.Difference("charge-without-record", orphan.toString(), "", ""),
            new Reconciliation.Difference("charged-seconds", differs.toString(), "", ""),
            new Reconciliation.Difference("record-without-charge", uncharged.toString(), "", "")),
        found.stream()
            .map(d -> new Reconciliation.Difference(d.name(), d.subject(), "", ""))
            .toList());
    assertFalse(found.getFirst().expected().isEmpty());
  }

  @Test
  void whatEndedJustBeforeALongStopIsComparedAllDayAfterIt() throws SQLException {
    check(AT);
    var uncharged = leg(60_000, "Ann"); // its record was stored after the check
    for (var after : List.of(Duration.ofDays(5), Duration.ofDays(5).plusMinutes(15))) {
      check(AT.plus(after));
      assertEquals(List.of("record-without-charge"), names(today()));
      assertEquals(uncharged.toString(), today().differences().getFirst().subject());
    }
    check(AT.plus(Duration.ofDays(8)));
    assertEquals(List.of(), names(today()));
  }

  private long rows(String table) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s =
            connection.prepareStatement(
                "select count(*) from meterline." + table + " where tenant = ?")) {
      s.setObject(1, it.tenant.id());
      try (var row = s.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void check(Instant now) throws SQLException {
    try (var keeper = keeper(now)) {
      keeper.check(it.book());
    }
  }

  private UUID leg(long millis, String payer) throws SQLException {
    var id = UUID.randomUUID();
    it.tamper(
        ("insert into call_leg (tenant, id, call, incoming, destination, payer, began, answered,"
                + " ended, charged_millis, recovered) select $tenant, '%s', '%s', false, 'x', '%s',"
                + " a, a, a, %d, false from (select timestamptz '2026-11-20 09:00Z' as a) t")
            .formatted(id, id, payer, millis));
    return id;
  }

  private void charge(UUID wallet, UUID leg, long seconds) throws SQLException {
    it.tamper(
        ("insert into charge (tenant, id, call, leg, segment, relation, posting, wallet, deck, rate,"
                + " seconds, amount, overrun, trace, recorded) values ($tenant, '%s', '%s', '%s', 0,"
                + " 'RETAIL', 1, '%s', '%s', 1, %d, 0, 0, '[]', '2026-11-20 09:01Z')")
            .formatted(UUID.randomUUID(), leg, leg, wallet, UUID.randomUUID(), seconds));
  }

  private DayCheck today() {
    return it.checks(c -> c.list(it.ann, Ask.first())).items().getFirst();
  }

  private static List<String> names(DayCheck check) {
    return check.differences().stream().map(Reconciliation.Difference::name).toList();
  }
}
