package org.meterline.ejb.charge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** Legs that several wallets pay for at the same time. A minute costs 0.06. */
class SharedLegTest {
  private final ChargedTenant tenant = newTenant();
  private Charging charging = tenant.start("node-" + tenant.id);
  private CallId call = CallId.mint();
  private LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck("49 0.06 0 1/1")
          .phone("101", "10.00")
          .ownWallet("5.00")
          .sponsor("Bank", "1.00", minute("0.02"));
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
    for (var wallet : List.of("101", "", "Bank")) {
      assertEquals(eur("0"), tenant.wallet(wallet).held());
    }
  }

  @Test
  void aSplitLosesNothing() throws Exception {
    split("then end");
    assertEquals(granted("101, The tenant, Bank", 15, false), ask());
    // what each is due of 15 s, rounded up where a part of a unit is due
    assertEquals(eur("0.0074985"), tenant.wallet("101").held());
    assertEquals(eur("0.0074985"), tenant.wallet("").held());
    assertEquals(eur("0.000003"), tenant.wallet("Bank").held());
    assertEquals(granted("101, The tenant, Bank", 30, false), extend(1, 11));
    end(17);
    assertEquals(eur("9.9915017"), tenant.wallet("101").available());
    assertEquals(eur("4.9915017"), tenant.wallet("").available());
    assertEquals(eur("0.9999966"), tenant.wallet("Bank").available());
    assertEquals(
        List.of("101 0.0084983 EUR", "Bank 0.0000034 EUR", "The tenant 0.0084983 EUR"), charges());
  }

  @Test
  void whoeverHasLeastSaysHowLongItGoesOn() throws Exception {
    // two of 10,000 parts of 0.001 a second: 0.00001 buys 50 s
    tenant.book.limit(tenant.id, tenant.walletId("Bank"), eur("0.99999").units(), false);
    split("then next");
    assertEquals(granted("101, The tenant, Bank", 15, false, true), ask());
    extend(1, 11);
    extend(2, 25);
    var until = assertInstanceOf(Granted.class, extend(3, 40));
    assertEquals(Duration.ofSeconds(50), until.until());
    assertTrue(until.last() && until.followed());
    assertEquals("sponsor-out-of-budget", requireNonNull(until.lack()).code());
    assertEquals(granted("101", 65, false), extend(4, 49));
    end(60);
    assertEquals(eur("0.99999"), tenant.wallet("Bank").balance());
    assertEquals(
        List.of("101 0.01 EUR", "101 0.024995 EUR", "Bank 0.00001 EUR", "The tenant 0.024995 EUR"),
        charges());
  }

  @Test
  void ifOneOfThemHasNothingTheNextIsAsked() throws Exception {
    tenant.book.limit(tenant.id, tenant.walletId("Bank"), eur("1.00").units(), false);
    split("then next");
    assertEquals(granted("101", 15, false), ask());
    end(10);
    anotherCall();
    split("then end");
    charging.payerRules().refresh();
    var refused = assertInstanceOf(Refused.class, ask());
    assertEquals("sponsor-out-of-budget", refused.why().code());
    assertEquals(
        "The sponsor Bank, line 3 of the 3 that share the price, has only 0.00 EUR of its budget"
            + " left; it can be topped up.",
        refused.why().detail());
    assertEquals("The budget of a sponsor who should pay is used up.", refused.why().reason());
  }

  @Test
  void whoseLineWasTooLowIsToldToTheTenantAlone() throws Exception {
    tenant.book.limit(tenant.id, tenant.walletId(""), eur("5.00").units(), false);
    split("then end");
    var why = assertInstanceOf(Refused.class, ask()).why();
    assertEquals("wallet-too-low", why.code());
    assertEquals(402, why.sipStatus());
    assertEquals(
        "The wallet of The tenant, line 2 of the 3 that share the price, has only 0.00 EUR"
            + " available; top it up.",
        why.detail());
    assertEquals("The wallet of one of those who share the price is too low.", why.reason());
    var told = new JsonMapper().readTree(tenant.decisions(call).getFirst().decision());
    assertEquals(why.detail(), told.at("/refusal/reason").asText());
    assertEquals(tenant.walletId("").toString(), told.at("/refusal/walletId").asText());
    assertEquals(2, told.at("/refusal/line").asInt());
  }

  /** Half of 180 s, at which offers are compared, are 0.09; of 250 s they are 0.125. */
  @Test
  void aSponsorOfASplitGivesNoMoreThanItOffers() throws Exception {
    tenant.sponsor("Cola", "1.00", Rate.to(Rate.OFFER, "Offer").fee("0.10"));
    var cola = tenant.wallet("Cola").payer();
    tenant.rule(
        Below.NOT_TAKEN,
        "split caller 1 sponsor:" + cola + " 1 rest sponsor:" + cola + " then end",
        "caller then end");
    ask();
    for (int n = 1; n <= 16; n++) {
      extend(n, 15L * n - 4);
    }
    end(250);
    assertEquals(List.of("101 0.15 EUR", "Cola 0.10 EUR"), charges());
  }

  @Test
  void aSponsorGivesAPartAndTheCallerTheRest() throws Exception {
    tenant.rule(Below.NEXT_PAYS_REST, "sponsors then next", "caller then end");
    assertEquals(granted("Bank, 101", 15, false, true), ask());
    assertEquals(eur("0.005"), tenant.wallet("Bank").held());
    assertEquals(eur("0.01"), tenant.wallet("101").held());
    extend(1, 11);
    end(24);
    assertEquals(List.of("101 0.016 EUR", "Bank 0.008 EUR"), charges());
  }

  /**
   * Of 0.06 a minute the sponsor gives a third, but for one call no more than 0.01: half a minute.
   */
  @Test
  void whoPaidTheRestPaysOnWhenTheSponsorGivesNoMore() throws Exception {
    tenant.retire("Bank");
    tenant.sponsor(
        "Cola", "1.00", minute("0.02").atMost(new BigDecimal("0.01"), Rate.AtMaximum.CUT));
    tenant.rule(Below.NEXT_PAYS_REST, "sponsors then end", "caller then end");
    assertEquals(granted("Cola, 101", 15, false), ask());
    assertEquals(granted("Cola, 101", 30, false), extend(1, 11));
    assertEquals(granted("Cola, 101", 45, false), extend(2, 25));
    assertEquals(granted("Cola, 101", 60, false), extend(3, 41));
    end(55);
    assertEquals(List.of("101 0.045 EUR", "Cola 0.01 EUR"), charges());
  }

  /** Ten seconds of a price are free, but are no reason to call with nothing in the wallet. */
  @Test
  void aPartOfNothingIsPaidByNobody() throws Exception {
    tenant.retire("Bank");
    tenant.deckOf(
        "101",
        RateDeck.compile(
            DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
            List.of(Rate.to("49", "Germany").line(1).price("0.06").grace(10).build())));
    tenant.sponsor("Cola", "0", minute("0.02"));
    charging.rates().refresh();
    tenant.rule(Below.NEXT_PAYS_REST, "sponsors then next", "caller then end");
    assertEquals(granted("101", 15, false), ask());
    end(12);
    assertEquals(List.of("101 0.012 EUR"), charges());
  }

  @Test
  void whoPaidTheRestPaysAloneWhenTheSponsorsBudgetEnds() throws Exception {
    tenant.book.limit(tenant.id, tenant.walletId("Bank"), eur("0.99").units(), false);
    tenant.rule(Below.NEXT_PAYS_REST, "sponsors then next", "caller then end");
    ask();
    extend(1, 11);
    assertEquals(granted("101", 45, false), extend(2, 25));
    end(40);
    assertEquals(List.of("101 0.01 EUR", "101 0.02 EUR", "Bank 0.01 EUR"), charges());
  }

  @Test
  void aDeadNodesPartsAreRecoveredAsFarAsProved() throws Exception {
    split("then end");
    ask();
    extend(1, 11);
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(1, charging.recover());
    assertEquals(0, charging.recover());
    assertEquals(
        List.of("101 0.0054989 EUR", "Bank 0.0000022 EUR", "The tenant 0.0054989 EUR"), charges());
    // its journal tells more: only the difference is posted
    end(13);
    assertEquals(eur("9.9935013"), tenant.wallet("101").balance());
    assertEquals(eur("0.9999974"), tenant.wallet("Bank").balance());
  }

  @Test
  void whatAGoneNodeLeftIsRecoveredByAnother() throws Exception {
    split("then end");
    ask();
    extend(1, 11);
    try (var other = tenant.start("other-" + tenant.id)) {
      other.recoverOthers();
      assertEquals(List.of(), charges(), "its lease still runs");
      leaseRunsOut();
      other.recoverOthers();
      assertEquals(
          List.of("101 0.0054989 EUR", "Bank 0.0000022 EUR", "The tenant 0.0054989 EUR"),
          charges());
    }
    // it was only away: what it knows later is posted as the difference
    end(13);
    assertEquals(eur("9.9935013"), tenant.wallet("101").balance());
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
  void whatIsNotNeededAnyMoreIsReleased() {
    var lease = charging.book().take("other-" + tenant.id, Duration.ofMinutes(1));
    var holds =
        new LegHolds(
            charging.book(),
            new ChargeTerms(Duration.ofSeconds(15), Duration.ZERO, Duration.ofSeconds(5)));
    var price = charging.rates().match(tenant.id, null, "+493012345", ChargedTenant.AT);
    var tariff = ((Match.Priced) price.orElseThrow()).tariff();
    var lines =
        List.of(HoldLine.of(HoldLine.Part.PAYER, tenant.id, tenant.walletId("101"), tariff));
    var wanted = new LegHolds.Wanted(tenant.id, call.value(), leg.value(), lines, ChargedTenant.AT);
    var held = assertInstanceOf(HoldOutcome.Held.class, holds.place(lease, wanted).outcome());
    assertEquals(eur("0.015"), tenant.wallet("101").held());
    holds.release(Holding.of(wanted, held));
    assertEquals(eur("10.00"), tenant.wallet("101").available());
    assertEquals(List.of("101 0.00 EUR"), charges());
  }

  private void split(String then) {
    var bank = tenant.wallet("Bank").payer();
    var step = "split caller 4999 tenant 4999 sponsor:" + bank + " 2 rest tenant " + then;
    tenant.rule(Below.NOT_TAKEN, step, "caller then end");
  }

  private static Rate.Draft minute(String price) {
    return Rate.to(Rate.OFFER, "Offer").price(price);
  }

  private List<String> charges() {
    return tenant.charges(call).stream().map(c -> c.payer() + " " + c.amount()).sorted().toList();
  }

  private Answer ask() {
    return tenant.admit(charging, tenant.asks("101", call, leg, "+493012345"));
  }

  private Answer extend(int sequence, long used) {
    return charging.authority().extend(leg, sequence, Duration.ofSeconds(used));
  }

  private void end(long seconds) throws Exception {
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(seconds)));
  }

  private static Granted granted(String payer, long until, boolean last) {
    return granted(payer, until, last, false);
  }

  /**
   * @param followed somebody stands by
   */
  private static Granted granted(String payer, long until, boolean last, boolean followed) {
    return new Granted(
        Duration.ofSeconds(until),
        last,
        Duration.ofSeconds(5),
        List.of("carrier"),
        payer,
        null,
        null,
        followed);
  }
}
