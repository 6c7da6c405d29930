package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/**
 * Whom the operator owes for a leg whose node was lost: one carrier, whose trunk carried it. The
 * cheap one asks 0.012 a minute by the second, the dear one 0.024; trunks are tried in that order.
 */
class CarrierOfLostNodeTest {
  private static final AtomicInteger TESTS = new AtomicInteger(1000);

  /** Nobody else calls there: a carrier's deck is everybody's. */
  private final String prefix = "9729" + TESTS.incrementAndGet();

  private final ChargedTenant tenant;
  private final UUID wholesale = UUID.randomUUID();
  private final Map<String, UUID> wallets =
      Map.of("cheap", UUID.randomUUID(), "dear", UUID.randomUUID());
  private final List<Reconciliation.Difference> before;
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();
  private Charging charging;

  CarrierOfLostNodeTest() throws Exception {
    tenant = new ChargedTenant().deck(prefix + " 0.06 0 1/1").phone("101", "10.00");
    var operator = new OperatorScene(tenant);
    before = differences();
    operator.wallet(wholesale, tenant.id, PayerKind.CUSTOMER);
    operator.topUp(wholesale, "1.00");
    operator.deck(
        "WHOLESALE", tenant.id, Rate.to(prefix, "Israel").price("0.03").increments(60, 60));
    operator.carrier(wallet("dear"), Rate.to(prefix, "Israel").price("0.024"));
    operator.carrier(wallet("cheap"), Rate.to(prefix, "Israel").price("0.012"));
    wallets.forEach(
        (trunk, wallet) ->
            tenant.carriages.put(trunk, new Payers.Carriage.Of(OperatorScene.carrierOf(wallet))));
    tenant.carriages.put("own", new Payers.Carriage.Own());
    charging = tenant.start("node-" + tenant.id);
  }

  private UUID wallet(String carrier) {
    return wallets.getOrDefault(carrier, wholesale);
  }

  private Money has(String whose) {
    return tenant.book.wallet(OperatorBook.ID, wallet(whose)).orElseThrow().balance();
  }

  private void assertOwed(String cheap, String dear) {
    assertEquals(List.of(eur(cheap), eur(dear)), List.of(has("cheap"), has("dear")));
  }

  private List<Reconciliation.Difference> differences() {
    return tenant.transaction.read(OperatorBook.ID, Reconciliation::check);
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
    assertEquals(before, differences());
  }

  private void asksOver(String... trunks) {
    var ask = tenant.asks("101", call, leg, "+" + prefix + "1234");
    var over =
        new Ask(
            ask.call(),
            ask.leg(),
            ask.domain(),
            ask.from(),
            ask.caller(),
            ask.to(),
            List.of(trunks),
            ask.at(),
            ask.facts());
    assertInstanceOf(Granted.class, tenant.admit(charging, over));
  }

  private void used(long seconds) {
    assertInstanceOf(
        Granted.class, charging.authority().extend(leg, 1, Duration.ofSeconds(seconds)));
  }

  private void ends(long seconds, String trunk) throws Exception {
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(seconds), trunk));
  }

  private void restart() {
    charging.close();
    charging = tenant.start("node-" + tenant.id);
  }

  /** Nothing more is ever heard of the node. */
  @Test
  void anotherNodePostsWhatTheCarrierIsOwedThatCarriedTheLeg() throws SQLException {
    asksOver("dear", "cheap");
    tenant.tried(call, leg, "dear");
    used(11);
    charging.close();
    charging = tenant.start("other-" + tenant.id);
    leaseRunsOut();
    charging.recoverOthers();
    assertOwed("0", "0.0044");
    assertEquals(eur("0.97"), has("wholesale"));
    assertEquals(eur("9.989"), tenant.wallet("101").balance());
  }

  private void leaseRunsOut() throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s =
            connection.prepareStatement(
                "update meterline.lease set expires = expires - interval '10 minutes'"
                    + " where node = ?")) {
      s.setString(1, "node-" + tenant.id);
      s.executeUpdate();
    }
  }

  @Test
  void nobodyIsOwedForALostLegOverTheTenantsOwnTrunk() {
    asksOver("cheap", "own");
    tenant.tried(call, leg, "own");
    used(11);
    restart();
    charging.recover();
    assertOwed("0", "0");
  }

  /** That the next trunk was tried was written by nobody; the end of the leg knows, and is late. */
  @ParameterizedTest
  @CsvSource({
    "cheap, 40, 0.008, 0",
    "dear, 40, 0, 0.016",
    "dear, 11, 0, 0.0044",
    "own, 40, 0, 0",
    "own, 11, 0, 0"
  })
  void whoCarriedTheLegIsOwedThoughRecoveryNamedAnother(
      String trunk, long seconds, String cheap, String dear) throws Exception {
    asksOver("dear", "cheap", "own");
    used(11);
    restart();
    charging.recover();
    assertOwed("0.0022", "0");
    for (int i = 0; i < 2; i++) {
      ends(seconds, trunk);
      assertOwed(cheap, dear);
    }
    assertEquals(eur("0.97"), has("wholesale"));
  }

  /** Of those whose trunk is nobody's the cheapest is owed, whose own trunk may be another one. */
  @Test
  void whoIsOwedForATrunkThatIsNobodysIsKnownAfterARestart() throws Exception {
    asksOver("cheap", "dear", "anybodys");
    restart();
    ends(10, "anybodys");
    assertOwed("0.002", "0");
  }

  /** A carrier that asks no price is owed nothing, by the node that knew it and by the next. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whoAsksNoPriceIsNotOwed(boolean restarts) throws Exception {
    tenant.carriages.put("new", new Payers.Carriage.Of(UUID.randomUUID()));
    asksOver("cheap", "new");
    if (restarts) {
      restart();
    }
    ends(10, "new");
    assertOwed("0", "0");
  }
}
