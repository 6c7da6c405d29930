package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Wallet;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/**
 * Three relations of one leg: the caller pays 0.06 a minute by the second, the tenant 0.03 in whole
 * minutes, the operator owes the cheaper of two carriers 0.012 by the second.
 */
class BoughtLegTest {
  private static final AtomicInteger TESTS = new AtomicInteger(1000);

  /** Nobody else calls there: a carrier's deck is everybody's. */
  private final String prefix = "9725" + TESTS.incrementAndGet();

  private final String number = "+" + prefix + "1234";

  private final ChargedTenant tenant;
  private final OperatorScene operator;
  private final UUID wholesale = UUID.randomUUID();
  private final UUID dear = UUID.randomUUID();
  private final UUID cheap = UUID.randomUUID();
  private Charging charging;
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();

  BoughtLegTest() throws Exception {
    tenant = new ChargedTenant().deck(prefix + " 0.06 0 1/1", "49 0 0 1/1").phone("101", "10.00");
    operator = new OperatorScene(tenant);
    operator.wallet(wholesale, tenant.id, PayerKind.CUSTOMER);
    operator.topUp(wholesale, "1.00");
    operator.deck(
        "WHOLESALE",
        tenant.id,
        Rate.to(prefix, "Israel").price("0.03").increments(60, 60),
        Rate.to("4930", "Germany").price("0.03").increments(60, 60),
        Rate.to("4931", "Gift").price("0"),
        Rate.to("4932", "Gift").price("0.03").inForce(null, ChargedTenant.AT),
        Rate.to("4932", "Gift").price("0").inForce(ChargedTenant.AT, null));
    operator.carrier(dear, Rate.to(prefix, "Israel").price("0.02"));
    operator.carrier(cheap, Rate.to(prefix, "Israel").price("0.012"));
    charging = tenant.start("node-" + tenant.id);
  }

  /** 4932 is given away from that day on. */
  @ParameterizedTest
  @ValueSource(strings = {"+493112345", "+493212345"})
  void whatTheOperatorGivesAwayIsNotedForBothWhoPay(String gift) throws Exception {
    var ask = tenant.asks("101", call, leg, gift);
    assertInstanceOf(Granted.class, tenant.admit(charging, ask));
    charging.close();
    assertEquals(
        List.of(wholesale + " WHOLESALE " + tenant.id),
        noted(OperatorBook.ID, LegHold.boughtFree(leg.value())));
    assertEquals(List.of(tenant.walletId("101") + " PAYER null"), noted(tenant.id, leg.value()));
  }

  private List<String> noted(UUID book, UUID id) {
    return tenant.transaction.read(
        book,
        c -> {
          try (var s =
              c.prepareStatement("select wallet, part, owner from free_leg where id = ?")) {
            s.setObject(1, id);
            var found = new ArrayList<String>();
            try (var row = s.executeQuery()) {
              while (row.next()) {
                found.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3));
              }
            }
            return found;
          }
        });
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
    assertEquals(List.of(), tenant.transaction.read(OperatorBook.ID, Reconciliation::check));
    assertEquals(eur("0"), account(wholesale).held());
    assertEquals(eur("0"), tenant.wallet("101").held());
  }

  @Test
  void eachRelationIsChargedByItsOwnPrice() throws Exception {
    assertGranted(15, false, ask(number));
    assertEquals(eur("0.03"), account(wholesale).held());
    assertEquals(eur("0"), account(cheap).held(), "a carrier is owed, not held");
    assertGranted(30, false, extend(1, 11));
    assertGranted(73, false, extend(2, 58));
    end(70);
    assertEquals(eur("9.93"), tenant.wallet("101").available());
    assertEquals(eur("0.94"), account(wholesale).available());
    assertEquals(eur("0.014"), account(cheap).balance());
    assertEquals(eur("0"), account(dear).balance());
    // the tenant's books say what it bought
    var id = TransferId.of(LegHold.bought(leg.value()), "settled");
    var bought = tenant.transaction.read(tenant.id, c -> new Ledger(c).transfer(id)).orElseThrow();
    assertEquals(
        List.of("5000 Calls bought>1590 Clearing with the operator 0.06 EUR"),
        bought.moves().stream().map(m -> m.debit() + ">" + m.credit() + " " + m.amount()).toList());
    var shown = tenant.transaction.read(tenant.id, c -> BoughtCall.of(c, call.value()));
    assertEquals(List.of(eur("0.06")), shown.stream().map(BoughtCall::amount).toList());
    assertEquals(List.of("101"), tenant.charges(call).stream().map(c -> c.payer()).toList());
  }

  @Test
  void aTenantThatCannotPayTheOperatorIsRefusedAndNothingIsHeld() throws Exception {
    tenant.book.limit(OperatorBook.ID, wholesale, eur("0.98").units(), false);
    var refused = assertInstanceOf(Refused.class, ask(number));
    assertEquals("wholesale-wallet-too-low", refused.why().code());
    assertEquals(402, refused.why().sipStatus());
    assertFalse(refused.why().retry());
    assertEquals(eur("10.00"), tenant.wallet("101").available());
    end(0);
  }

  @Test
  void aTenantWhoseOtherCallsHoldItsCreditAtTheOperatorIsTold() throws Exception {
    tenant.book.limit(OperatorBook.ID, wholesale, eur("0.97").units(), false);
    assertGranted(15, false, ask(number));
    var other = tenant.asks("101", CallId.mint(), LegId.mint(), number);
    var refused = assertInstanceOf(Refused.class, charging.authority().admit(other)).why();
    assertEquals("wholesale-wallet-too-low", refused.code());
    assertEquals(
        "The tenant's account with the operator cannot pay for this call while others go on.",
        refused.reason());
    assertTrue(refused.retry());
    end(0);
    var again = tenant.asks("101", CallId.mint(), LegId.mint(), number);
    assertInstanceOf(Granted.class, charging.authority().admit(again));
    tenant.post(charging, ended(again.call(), again.leg(), 9, Duration.ZERO));
  }

  @Test
  void aCallEndsWithTheTenantsCreditAtTheOperator() throws Exception {
    tenant.book.limit(OperatorBook.ID, wholesale, eur("0.97").units(), false);
    assertGranted(15, false, ask(number));
    assertGranted(30, false, extend(1, 11));
    extend(2, 25);
    assertGranted(60, true, extend(3, 50));
    assertGranted(60, true, extend(4, 55));
    operator.topUp(wholesale, "0.10");
    assertGranted(95, false, extend(5, 58));
    end(61);
    assertEquals(eur("0.07"), account(wholesale).available());
  }

  @Test
  void aCallThatIsFreeForTheCallerIsStillBought() throws Exception {
    assertGranted(60, false, ask("+493012345"));
    assertGranted(120, false, extend(1, 50));
    end(50);
    assertEquals(eur("0.97"), account(wholesale).available());
  }

  @Test
  void aDeadNodesPurchaseIsRecoveredAsFarAsProved() {
    ask(number);
    extend(1, 11);
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(2, charging.recover());
    assertEquals(eur("0.97"), account(wholesale).available());
    assertEquals(eur("0.0022"), account(cheap).balance());
    assertEquals(eur("9.989"), tenant.wallet("101").available());
  }

  private static List<String> trunks(Answer answer) {
    return assertInstanceOf(Granted.class, answer).trunks();
  }

  /** Over a trunk of each carrier, and over the tenant's own. */
  private Answer asksOver(String... trunks) {
    tenant.carriages.put("of-dear", carriageOf(dear));
    tenant.carriages.put("of-cheap", carriageOf(cheap));
    tenant.carriages.put("own", new Payers.Carriage.Own());
    var ask = tenant.asks("101", call, leg, number);
    return tenant.admit(
        charging,
        new Ask(
            ask.call(),
            ask.leg(),
            ask.domain(),
            ask.from(),
            ask.caller(),
            ask.to(),
            List.of(trunks),
            ask.at(),
            ask.facts()));
  }

  private static Payers.Carriage carriageOf(UUID wallet) {
    return new Payers.Carriage.Of(OperatorScene.carrierOf(wallet));
  }

  private void end(long seconds, String trunk) throws Exception {
    tenant.post(charging, ChargedTenant.ended(call, leg, 9, Duration.ofSeconds(seconds), trunk));
  }

  private void restart() {
    charging.close();
    charging = tenant.start("node-" + tenant.id);
  }

  @Test
  void theCheapestTrunkIsTriedFirstAndWhoCarriedTheCallIsOwed() throws Exception {
    assertEquals(
        List.of("of-cheap", "of-dear", "own"), trunks(asksOver("own", "of-dear", "of-cheap")));
    end(15, "of-dear");
    assertEquals(eur("0.005"), account(dear).balance());
    assertEquals(eur("0"), account(cheap).balance());
    assertEquals(eur("0.97"), account(wholesale).available());
  }

  @Test
  void whoCarriedItIsKnownAfterARestartToo() throws Exception {
    asksOver("of-dear", "of-cheap");
    restart();
    end(15, "of-dear");
    assertEquals(eur("0.005"), account(dear).balance());
    assertEquals(eur("0"), account(cheap).balance());
  }

  @Test
  void nobodyIsOwedForATenantsOwnTrunk() throws Exception {
    asksOver("of-dear", "own");
    end(15, "own");
    assertEquals(eur("0"), account(dear).balance());
    assertEquals(eur("0.97"), account(wholesale).available());
  }

  @Test
  void aTrunkThatLeavesTooLittleIsNotTried() throws Exception {
    tenant.margin = 50; // of 0.03
    restart();
    assertEquals(List.of("of-cheap"), trunks(asksOver("of-dear", "of-cheap")));
    end(15, "of-cheap");
    assertEquals(eur("0.003"), account(cheap).balance());
  }

  @Test
  void aCallThatNoTrunkEarnsEnoughWithIsRefusedAndNothingIsHeld() {
    tenant.margin = 61;
    restart();
    var refused = assertInstanceOf(Refused.class, asksOver("of-dear", "of-cheap"));
    assertEquals("no-carrier", refused.why().code());
    assertEquals(503, refused.why().sipStatus());
    assertEquals(eur("10.00"), tenant.wallet("101").available());
  }

  private Wallet account(UUID wallet) {
    return tenant.book.wallet(OperatorBook.ID, wallet).orElseThrow();
  }

  private Answer ask(String number) {
    return tenant.admit(charging, tenant.asks("101", call, leg, number));
  }

  private Answer extend(int sequence, long used) {
    return charging.authority().extend(leg, sequence, Duration.ofSeconds(used));
  }

  private void end(long seconds) throws Exception {
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(seconds)));
  }

  private static void assertGranted(long until, boolean last, Answer answer) {
    var granted = assertInstanceOf(Granted.class, answer);
    assertEquals(Duration.ofSeconds(until), granted.until());
    assertEquals(last, granted.last());
  }
}
