package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.Patience.until;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Rate;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Refusal;

/** Legs that sponsors pay for, as the engine sees them. A minute costs the caller 0.06. */
class SponsoredLegTest {
  private static final Duration NOTICE = Duration.ofSeconds(5);

  /** Whether somebody stands by. */
  private static final boolean FOLLOWED = true;

  private static final boolean ALONE = false;
  private static final String[] CALLER_NEXT = {"sponsors then next", "caller then end"};

  private final ChargedTenant tenant = newTenant();
  private Charging charging = tenant.start("node-" + tenant.id);
  private CallId call = CallId.mint();
  private LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck("49 0.06 0 1/1", "4930 0.06 0.05 30/6")
          .phone("101", "10.00")
          .phone("103", "0");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void anotherCall() {
    call = CallId.mint();
    leg = LegId.mint();
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
    for (var wallet : List.of("101", "103")) {
      assertEquals(eur("0"), tenant.wallet(wallet).held());
    }
  }

  private static Rate.Draft minute(String price) {
    return Rate.to(Rate.OFFER, "Offer").price(price);
  }

  @Test
  void theBestOfferPaysInThePlaceOfTheCaller() throws Exception {
    tenant
        .sponsor("Bank", "10.00", minute("0.12"))
        .sponsor("Cola", "10.00", minute("0.09"))
        .sponsor("Dot", "10.00", minute("0.05"))
        .rule(Below.NOT_TAKEN, CALLER_NEXT);
    assertEquals(granted("Bank", 15, false, FOLLOWED), ask("101"));
    assertEquals(granted("Bank", 15, false, FOLLOWED), ask("101"), "the same question again");
    assertEquals(eur("0.03"), tenant.wallet("Bank").held());
    assertEquals(eur("0"), tenant.wallet("101").held());
    assertEquals(granted("Bank", 30, false, FOLLOWED), extend(1, 11));
    post(ended(call, leg, 5, Duration.ofSeconds(20)));
    assertEquals(eur("9.96"), tenant.wallet("Bank").available());

    var charge = tenant.charges(call).getFirst();
    assertEquals("Bank", charge.payer());
    assertEquals(eur("0.04"), charge.amount());
    assertEquals("Bank: Offer", charge.deck());

    var decision = json(tenant.decisions(call).getFirst());
    assertEquals("Bank", decision.get("pays").asText());
    assertEquals(
        List.of(
            "Dot DECLINED below-price",
            "Bank PAYS pays",
            "Cola STANDS_BY stands-by",
            "101 STANDS_BY stands-by"),
        StreamSupport.stream(decision.get("considered").spliterator(), false)
            .map(
                c ->
                    c.get("name").asText()
                        + " "
                        + c.get("verdict").asText()
                        + " "
                        + c.get("code").asText())
            .toList());
    assertEquals("0.36000000", decision.at("/considered/1/bid/amount").asText());
    assertEquals("493112345", decision.at("/facts/to").asText());
    assertEquals("DE", decision.at("/facts/country").asText());
  }

  /** Who could not pay by the old rule would stand by no more, though the new one asks others. */
  @Test
  void aRuleThatChangesWhileALegIsAdmittedIsTheNextLegs() throws Exception {
    tenant.rule(Below.NOT_TAKEN, "caller then end");
    charging.payerRules().refresh();
    try (var lock = TestDatabase.get().superuser().getConnection();
        var statement = lock.createStatement()) {
      lock.setAutoCommit(false);
      statement.execute(
          "select from meterline.wallet where id = '" + tenant.walletId("103") + "' for update");
      var answer = CompletableFuture.supplyAsync(() -> ask("103"));
      until("the caller's wallet is waited for", SponsoredLegTest::somebodyWaits);
      tenant.sponsor("Bank", "10.00", minute("0.12")).rule(Below.NOT_TAKEN, CALLER_NEXT);
      charging.payerRules().refresh();
      lock.rollback();
      assertInstanceOf(Refused.class, answer.get(1, TimeUnit.MINUTES));
    }
    anotherCall();
    assertEquals(granted("Bank", 15, false, FOLLOWED), ask("103"));
    post(ended(call, leg, 1, Duration.ofSeconds(1)));
  }

  private static boolean somebodyWaits() {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.prepareStatement("select from pg_locks where not granted");
        var row = s.executeQuery()) {
      return row.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBudgetThatEndsInMidCallIsFollowedByTheNextWhoAgreed() throws Exception {
    tenant
        .sponsor("Bank", "0.04", minute("0.12"))
        .sponsor("Cola", "0.03", minute("0.09"))
        .rule(Below.NOT_TAKEN, CALLER_NEXT);
    assertEquals(granted("Bank", 15, false, FOLLOWED), ask("101"));
    assertEquals(spent("Bank", 20, FOLLOWED), extend(1, 11), "all that it buys");
    // Bank has nothing more: Cola has 20 s, of which a chunk is held
    assertEquals(granted("Cola", 35, false, FOLLOWED), extend(2, 19));
    assertEquals(granted("Cola", 35, false, FOLLOWED), extend(2, 19), "the same question again");
    assertEquals(eur("0.04"), tenant.wallet("Bank").held());
    assertEquals(eur("0.0225"), tenant.wallet("Cola").held());
    assertEquals(spent("Cola", 40, FOLLOWED), extend(3, 31));
    assertEquals(granted("101", 55, false, ALONE), extend(4, 39));
    assertEquals(granted("101", 70, false, ALONE), extend(5, 50));
    post(ended(call, leg, 9, Duration.ofMillis(60_500)));
    assertEquals(eur("0"), tenant.wallet("Bank").balance());
    assertEquals(eur("0"), tenant.wallet("Cola").balance());
    // 61 s in all, of which 21 are the caller's
    assertEquals(eur("9.979"), tenant.wallet("101").available());
    post(ended(call, leg, 9, Duration.ofMillis(60_500)));
    assertEquals(eur("9.979"), tenant.wallet("101").available());

    var charges = tenant.charges(call);
    assertEquals(
        List.of("101 21", "Bank 20", "Cola 20"),
        charges.stream().map(c -> c.payer() + " " + c.seconds()).sorted().toList());
    assertTrue(charges.stream().allMatch(c -> c.leg().equals(leg.value())), "one leg");
    assertEquals(
        List.of("Bank 1 0", "Cola 2 20", "101 3 40"),
        tenant.decisions(call).stream()
            .map(d -> json(d).get("pays").asText() + " " + d.segment() + " " + d.after())
            .toList());
  }

  @Test
  void whoTakesOverIsChargedFromThereOn() throws Exception {
    for (int seconds : List.of(0, 12, 20, 21)) {
      anotherCall();
      tenant.sponsor("S" + seconds, "0.04", minute("0.12"));
      tenant.rule(Below.NOT_TAKEN, CALLER_NEXT);
      charging.payerRules().refresh();
      var before = tenant.wallet("101").balance();
      ask("101");
      extend(1, 11);
      assertEquals(granted("101", 35, false, ALONE), extend(2, 19));
      post(ended(call, leg, 9, Duration.ofSeconds(seconds)));
      assertEquals(eur("0"), tenant.wallet("101").held());
      assertEquals(
          seconds == 21 ? eur("0.001") : eur("0"),
          before.minus(tenant.wallet("101").balance()),
          seconds + " s");
      var sponsor = tenant.wallet("S" + seconds);
      assertEquals(eur(seconds == 0 ? "0.04" : seconds == 12 ? "0.016" : "0"), sponsor.available());
      tenant.book.limit(tenant.id, sponsor.id(), 0, true);
    }
  }

  @Test
  void aCallThatIsHandedOverPaysNoFeeAndNoInitialPartAgain() throws Exception {
    tenant.sponsor("Bank", "0.50", minute("0.60")).rule(Below.NOT_TAKEN, CALLER_NEXT);
    assertEquals(granted("Bank", 15, false, FOLLOWED), ask("101", "+4930123456"));
    assertEquals(granted("Bank", 30, false, FOLLOWED), extend(1, 11));
    assertEquals(granted("Bank", 45, false, FOLLOWED), extend(2, 25));
    assertEquals(spent("Bank", 50, FOLLOWED), extend(3, 40));
    // whole steps of 6 s: 18 for a chunk of 15
    assertEquals(granted("101", 68, false, ALONE), extend(4, 49));
    post(ended(call, leg, 9, Duration.ofSeconds(57)));
    // 7 s are two steps
    assertEquals(eur("9.988"), tenant.wallet("101").available());
  }

  @Test
  void ifTheRuleSaysSoTheCallEndsWithTheBudget() throws Exception {
    tenant
        .sponsor("Bank", "0.04", minute("0.12"))
        .rule(Below.NOT_TAKEN, "sponsors then end", "caller then end");
    assertEquals(granted("Bank", 15, false, ALONE), ask("101"));
    assertEquals(spent("Bank", 20, ALONE), extend(1, 11));
    assertEquals(spent("Bank", 20, ALONE), extend(2, 19));
    post(ended(call, leg, 9, Duration.ofSeconds(20)));
    assertEquals(eur("10.00"), tenant.wallet("101").available());

    anotherCall();
    var refused = assertInstanceOf(Refused.class, ask("101"));
    assertEquals("sponsor-out-of-budget", refused.why().code());
    assertEquals(402, refused.why().sipStatus());
    assertEquals(
        "The sponsor Bank has only 0.00 EUR of its budget left; it can be topped up.",
        refused.why().detail());
    assertEquals("The budget of a sponsor who should pay is used up.", refused.why().reason());
    assertEquals(false, refused.why().retry());
    assertEquals(
        "sponsor-out-of-budget",
        json(tenant.decisions(call).getFirst()).at("/refusal/code").asText());
    tenant.topUp("Bank", "1.00");
    assertEquals(granted("Bank", 15, false, ALONE), ask("101"));
    post(ended(call, leg, 9, Duration.ZERO));
  }

  @Test
  void whoHasNothingLeftAtTheBeginningIsPassedOver() throws Exception {
    tenant
        .sponsor("Bank", "0", minute("0.12"))
        .sponsor("Cola", "0.001", minute("0.09"))
        .rule(Below.NOT_TAKEN, "sponsors then next", "caller then next", "tenant then end");
    assertEquals(granted("101", 15, false, ALONE), ask("101"));
    assertEquals(
        List.of("sponsor-out-of-budget", "sponsor-out-of-budget", "pays", "no-wallet"),
        json(tenant.decisions(call).getFirst()).get("considered").findValuesAsText("code"));
    post(ended(call, leg, 9, Duration.ofSeconds(10)));
    assertEquals(eur("9.99"), tenant.wallet("101").available());

    anotherCall();
    var refused = assertInstanceOf(Refused.class, ask("103"));
    assertEquals("wallet-too-low", refused.why().code());
  }

  @Test
  void aTopUpInTimeKeepsTheSponsor() throws Exception {
    tenant.sponsor("Bank", "0.04", minute("0.12")).rule(Below.NOT_TAKEN, CALLER_NEXT);
    ask("101");
    assertEquals(spent("Bank", 20, FOLLOWED), extend(1, 11));
    tenant.topUp("Bank", "1.00");
    assertEquals(granted("Bank", 35, false, FOLLOWED), extend(2, 19));
    post(ended(call, leg, 9, Duration.ofSeconds(30)));
    assertEquals(eur("0.98"), tenant.wallet("Bank").available());
  }

  @Test
  void aFrozenSponsorIsFollowedToo() throws Exception {
    tenant.sponsor("Bank", "10.00", minute("0.12")).rule(Below.NOT_TAKEN, CALLER_NEXT);
    ask("101");
    tenant.book.limit(tenant.id, tenant.walletId("Bank"), 0, true);
    assertEquals(granted("101", 30, false, ALONE), extend(1, 11));
    post(ended(call, leg, 9, Duration.ofSeconds(25)));
    assertEquals(eur("9.99"), tenant.wallet("101").available());
  }

  /** What ends is named, and announced in time, once it is known that nobody who stands by pays. */
  @Test
  void whatEndsACallThatNobodyTakesOverIsNamed() throws Exception {
    tenant.sponsor("Bank", "0.04", minute("0.12")).rule(Below.NOT_TAKEN, CALLER_NEXT);
    assertEquals(granted("Bank", 15, false, FOLLOWED), ask("103"));
    assertEquals(spent("Bank", 20, FOLLOWED), extend(1, 11));
    assertEquals(spent("Bank", 20, ALONE), extend(2, 15));
    tenant.topUp("103", "1.00");
    assertEquals(granted("103", 35, false, ALONE), extend(3, 19));
    post(ended(call, leg, 9, Duration.ofSeconds(20)));

    anotherCall();
    tenant.topUp("Bank", "10.00");
    tenant.book.limit(tenant.id, tenant.walletId("103"), 0, true);
    ask("103");
    tenant.book.limit(tenant.id, tenant.walletId("Bank"), 0, true);
    assertEquals(
        lacking("Bank", 15, ALONE, "wallet-frozen", "The sponsor's wallet is frozen"),
        extend(1, 11));
    post(ended(call, leg, 9, Duration.ofSeconds(15)));
  }

  @Test
  void aPriceForACallAndALimitOfWhatOneCallGets() throws Exception {
    tenant
        .sponsor("Bank", "1.00", Rate.to(Rate.OFFER, "Offer").fee("0.20"))
        .rule(Below.NOT_TAKEN, CALLER_NEXT);
    ask("101");
    extend(1, 11);
    extend(2, 25);
    post(ended(call, leg, 9, Duration.ofSeconds(40)));
    assertEquals(eur("0.80"), tenant.wallet("Bank").available());
    assertEquals(eur("10.00"), tenant.wallet("101").available());

    anotherCall();
    tenant.sponsor(
        "Cola", "1.00", minute("0.60").atMost(new BigDecimal("0.20"), Rate.AtMaximum.CUT));
    charging.payerRules().refresh();
    tenant.book.limit(tenant.id, tenant.walletId("Bank"), 0, true);
    tenant.rule(Below.ACCEPTED, CALLER_NEXT);
    charging.payerRules().refresh();
    assertEquals(granted("Cola", 15, false, FOLLOWED), ask("101"));
    assertEquals(
        lacking(
            "Cola",
            20,
            FOLLOWED,
            "sponsor-maximum-reached",
            "The sponsor pays no more for one call"),
        extend(1, 11));
    assertEquals(granted("101", 35, false, ALONE), extend(2, 19));
    post(ended(call, leg, 9, Duration.ofSeconds(30)));
    assertEquals(eur("0.80"), tenant.wallet("Cola").available());
    assertEquals(eur("9.99"), tenant.wallet("101").available());
  }

  @Test
  void factsOfTheCallDecide() throws Exception {
    tenant
        .sponsor("Bank", "1.00", minute("0.12"), "cart.value >= 50 EUR", "country DE")
        .rule(Below.NOT_TAKEN, CALLER_NEXT);
    var cart = Map.of("cart.value", "80.00 EUR", "name", "Ann");
    assertEquals(granted("Bank", 15, false, FOLLOWED), ask("101", cart));
    var session = json(tenant.decisions(call).getFirst()).at("/facts/session");
    assertEquals("{\"cart.value\":\"80.00 EUR\"}", session.toString(), "no more than is needed");
    post(ended(call, leg, 9, Duration.ZERO));
    anotherCall();
    assertEquals(granted("101", 15, false, ALONE), ask("101", Map.of("cart.value", "49.99 EUR")));
    post(ended(call, leg, 9, Duration.ZERO));
  }

  @Test
  void withoutARuleEverythingIsAsItWas() throws Exception {
    tenant.sponsor("Bank", "1.00", minute("0.12"));
    assertEquals(granted("101", 15, false, ALONE), ask("101"));
    post(ended(call, leg, 9, Duration.ofSeconds(10)));
    charging.close();
    var decision = json(tenant.decisions(call).getFirst());
    assertEquals("101", decision.get("pays").asText());
    assertEquals(1, decision.get("considered").size());
  }

  @Test
  void whatANodeThatDiedHadHandedOverIsRecoveredAsFarAsProved() {
    tenant.sponsor("Bank", "0.04", minute("0.12")).rule(Below.NOT_TAKEN, CALLER_NEXT);
    ask("101");
    extend(1, 11);
    extend(2, 19);
    extend(3, 31);
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(2, charging.recover());
    assertEquals(eur("0"), tenant.wallet("Bank").balance());
    assertEquals(eur("9.989"), tenant.wallet("101").available());
  }

  private Answer ask(String user) {
    return ask(user, Map.of());
  }

  private Answer ask(String user, String number) {
    return tenant.admit(charging, tenant.asks(user, call, leg, number));
  }

  private Answer ask(String user, Map<String, String> facts) {
    var to = new Destination.Outside(tenant.domain, new E164("+493112345"));
    return tenant.admit(charging, tenant.asks(user, call, leg, to, facts));
  }

  private Answer extend(int sequence, long used) {
    return charging.authority().extend(leg, sequence, Duration.ofSeconds(used));
  }

  private void post(CallFact.LegEnded... ends) throws Exception {
    tenant.post(charging, ends);
  }

  private static JsonNode json(DecisionRows.Stored stored) {
    try {
      return new JsonMapper().readTree(stored.decision());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Granted granted(String payer, long seconds, boolean last, boolean followed) {
    return granted(payer, seconds, last, followed, null);
  }

  /** The budget is used up then. */
  private static Granted spent(String payer, long seconds, boolean followed) {
    return lacking(
        payer, seconds, followed, "sponsor-out-of-budget", "The sponsor's budget is used up");
  }

  private static Granted lacking(
      String payer, long seconds, boolean followed, String code, String reason) {
    return granted(payer, seconds, true, followed, new Refusal(code, reason, 402, false));
  }

  private static Granted granted(
      String payer, long seconds, boolean last, boolean followed, @Nullable Refusal lack) {
    return new Granted(
        Duration.ofSeconds(seconds), last, NOTICE, List.of("carrier"), payer, null, lack, followed);
  }
}
