package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.ejb.charge.ChargedTenant.ended;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.ledger.AllChecks;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** The daily check compares records with wholesale and cost charges: each break is named. */
class BoughtRecordTest {
  private static final AtomicInteger TESTS = new AtomicInteger(1000);

  private final String prefix = "9727" + TESTS.incrementAndGet();
  private final ChargedTenant tenant;
  private final UUID wholesale = UUID.randomUUID();
  private final Charging charging;
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();
  private final UUID bought = LegHold.bought(leg.value());

  BoughtRecordTest() throws Exception {
    tenant = new ChargedTenant().deck(prefix + " 0.06 0 1/1").phone("101", "10.00");
    var scene = new OperatorScene(tenant);
    scene.wallet(wholesale, tenant.id, PayerKind.CUSTOMER);
    scene.topUp(wholesale, "1.00");
    scene.deck("WHOLESALE", tenant.id, Rate.to(prefix, "Israel").price("0.03"));
    for (var price : List.of("0.012", "0.02")) {
      scene.carrier(UUID.randomUUID(), Rate.to(prefix, "Israel").price(price));
    }
    charging = tenant.start("node-" + tenant.id);
    charging.authority().admit(tenant.asks("101", call, leg, "+" + prefix + "1234"));
    charging.journal().post(List.of(ended(call, leg, 9, Duration.ofSeconds(10))));
    record(leg.value(), 9_001);
  }

  @AfterEach
  void close() {
    charging.close();
  }

  private void record(UUID leg, long millis) throws SQLException {
    tamper(
        ("insert into call_leg (tenant, id, call, incoming, destination, trunk, payer, began,"
                + " answered, ended, charged_millis, recovered) values ('%s', '%s', '%s', false,"
                + " '+%s1234', 'north', '101', now(), now(), now(), %d, false)")
            .formatted(tenant.id, leg, call.value(), prefix, millis));
  }

  private static void tamper(String sql) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute("set session_replication_role = replica");
      s.execute("set search_path = meterline");
      s.execute(sql);
      s.execute("reset session_replication_role");
    }
  }

  /** What the operator's check names of the call, an hour from now. */
  private List<String> found() {
    var now = Instant.now().plus(Duration.ofHours(1));
    var mine = Set.of(leg.value().toString(), bought.toString());
    return tenant.transaction.read(OperatorBook.ID, c -> AllChecks.find(c, now)).stream()
        .filter(d -> mine.contains(d.subject()))
        .filter(d -> !d.name().startsWith("hold-"))
        .map(d -> d.name() + ": " + d.expected() + ", " + d.found())
        .toList();
  }

  private void copy(String relation, UUID id, String change) throws SQLException {
    tamper(
        ("insert into charge select (jsonb_populate_record(c, jsonb_build_object('id', '%s') ||"
                + " '%s')).* from charge c where c.leg = '%s' and c.relation = '%s'"
                + " and c.amount > 0")
            .formatted(id, change, bought, relation));
  }

  @Test
  void aCallThatIsChargedOnceInEachRelationAgrees() {
    assertEquals(List.of(), found());
    assertEquals(
        List.of(), tenant.transaction.read(tenant.id, c -> AllChecks.find(c, Instant.now())));
  }

  @Test
  void aMissingChargeIsNamedByItsRelation() throws SQLException {
    tamper("delete from charge where leg = '%s' and relation = 'WHOLESALE'".formatted(bought));
    assertEquals(List.of("wholesale-without-charge: a charge, none"), found());
    tamper("delete from charge where leg = '%s'".formatted(bought));
    assertEquals(
        List.of("cost-without-charge: a charge, none", "wholesale-without-charge: a charge, none"),
        found());
  }

  @Test
  void aLegThatNothingWasSetAsideForIsNamedIfItsTenantHadAWalletAndPrices() throws SQLException {
    tamper("delete from charge where leg = '%s'".formatted(bought));
    tamper("delete from hold where id = '%s'".formatted(bought));
    assertEquals(List.of(), found(), "the wallet and the deck may be younger than the call");
    tamper(
        "update wallet set created = now() - interval '1 hour' where id = '%s'"
            .formatted(wholesale));
    tamper(
        "update rate_deck set created = now() - interval '1 hour' where payer = '%s'"
            .formatted(tenant.id));
    assertEquals(List.of("wholesale-without-charge: a charge, none"), found());
    tamper(
        ("insert into free_leg (tenant, id, line, call, part, weight, rest, deck, rate, tax_rate,"
                + " price_start) values ('%s', '%s', 0, '%s', 'WHOLESALE', 0, false, '%s', 1, 0,"
                + " now())")
            .formatted(
                OperatorBook.ID, LegHold.boughtFree(leg.value()), call.value(), UUID.randomUUID()));
    assertEquals(List.of(), found(), "it was given away");
  }

  @Test
  void aSecondChargeIsNamed() throws SQLException {
    copy("WHOLESALE", TransferId.of(bought, "again"), "{\"posting\": 2}");
    assertEquals(List.of("wholesale-charged-twice: 1, 2"), found());
    // another carrier is owed, too
    copy("COST", TransferId.of(bought, "other"), "{\"line\": 9}");
    assertEquals(List.of("cost-charged-twice: 1, 2", "wholesale-charged-twice: 1, 2"), found());
  }

  @Test
  void aChargeThatIsReRatedToNothingIsNoDifference() throws SQLException {
    var nothing = TransferId.of(bought, "nothing");
    copy("WHOLESALE", nothing, "{\"posting\": 2, \"amount\": 0, \"tax\": 0}");
    tamper(
        ("insert into reversal (tenant, reversed, reversing) select tenant, id, '%s' from charge"
                + " where leg = '%s' and relation = 'WHOLESALE' and amount > 0")
            .formatted(TransferId.of(bought, "taken back"), bought));
    assertEquals(List.of(), found());
  }

  @Test
  void theDifferenceThatIsPostedAfterARecoveryIsNoSecondCharge() throws SQLException {
    tamper(
        "update charge set seconds = 4 where leg = '%s' and relation = 'WHOLESALE'"
            .formatted(bought));
    copy("WHOLESALE", TransferId.of(bought, "late"), "{\"posting\": 2, \"seconds\": 10}");
    assertEquals(List.of(), found());
  }

  @Test
  void aLegThatUsedNoGrantWasChargedForNothing() throws SQLException {
    tamper("update call_leg set charged_millis = 0 where id = '%s'".formatted(leg.value()));
    assertEquals(List.of("charged-seconds: 0, 10"), found());
    tamper("update charge set seconds = 0, amount = 0 where leg = '%s'".formatted(bought));
    assertEquals(List.of(), found());
  }

  @Test
  void aChargeOfAnotherLengthOrOfNoRecordIsNamed() throws SQLException {
    tamper("update call_leg set charged_millis = 11001 where id = '%s'".formatted(leg.value()));
    assertEquals(List.of("charged-seconds: 12, 10"), found());
    tamper("delete from call_leg where id = '%s'".formatted(leg.value()));
    assertEquals(
        List.of("charge-without-record: a leg of call " + call.value() + ", none"), found());
  }
}
