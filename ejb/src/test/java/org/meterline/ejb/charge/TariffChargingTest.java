package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.AT;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TimeBand;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** Time bands, grace, maximum and payers' own decks in calls that are charged, over PostgreSQL. */
class TariffChargingTest {
  // calls begin on a Sunday at ten: this band ends twenty seconds later
  private static final TimeBand EARLY = TimeBand.parse("early 7 00:00-10:00:20");

  private final ChargedTenant tenant = newTenant();
  private Charging charging = tenant.start("node-" + tenant.id);
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck(
              deck(
                  Rate.to("49", "Germany").price("0.60"),
                  Rate.to("49", "Germany").price("0.06").in("early"),
                  Rate.to("33", "France").price("0.06").grace(5),
                  Rate.to("34", "Spain")
                      .price("0.06")
                      .atMost(new BigDecimal("0.02"), Rate.AtMaximum.CUT),
                  Rate.to("39", "Italy")
                      .price("0.06")
                      .atMost(new BigDecimal("0.02"), Rate.AtMaximum.FREE)))
          .phone("101", "10.00")
          .phone("102", "0");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RateDeck deck(Rate.Draft... drafts) {
    var rates = new ArrayList<Rate>();
    for (var draft : drafts) {
      rates.add(draft.line(rates.size() + 1).build());
    }
    return RateDeck.compile(
        new DeckTerms(
            UUID.randomUUID(),
            Currency.EUR,
            RoundingMode.HALF_UP,
            DeckCalendar.of(ZoneOffset.UTC, List.of(), List.of(EARLY)),
            DeckTerms.Tax.GROSS),
        rates);
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  @Test
  void thePriceChangesInMidCallAndWhatIsHeldIsNoLessThanWhatIsPosted() throws Exception {
    assertGranted(15, false, ask("101", "+4930123456"));
    assertEquals(eur("0.015"), tenant.wallet("101").held());
    assertGranted(30, false, charging.authority().extend(leg, 1, Duration.ofSeconds(10)));
    assertEquals(eur("0.12"), tenant.wallet("101").held());
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(25)));
    assertEquals(eur("9.93"), tenant.wallet("101").balance());
    var charge = tenant.charges(call).getFirst();
    assertEquals(eur("0.07"), charge.amount());
    assertEquals("early", charge.tariff().rate().band());
    assertTrue(
        charge.trace().contains("25 s used, 25 s billed: 20 s early at 0.06, 5 s at 0.6."),
        charge::trace);
    assertTrue(
        charge
            .trace()
            .contains("Prefix 49, Germany, line 2, one of 2 with that prefix, early: 0.06 EUR/min"),
        charge::trace);
  }

  @Test
  void recoveryCountsFromWhereThePriceWasAgreed() {
    ask("101", "+4930123456");
    charging.authority().extend(leg, 1, Duration.ofSeconds(22));
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(1, charging.recover());
    assertEquals(eur("9.96"), tenant.wallet("101").balance());
  }

  @Test
  void theGraceCostsNothingButHasToBeFollowedByMoney() throws Exception {
    assertRefused("wallet-too-low", ask("102", "+33123456789"));
    assertGranted(15, false, ask("101", "+33123456789"));
    tenant.post(charging, ended(call, leg, 9, Duration.ofMillis(4_200)));
    assertEquals(eur("10.00"), tenant.wallet("101").available());
    assertTrue(tenant.charges(call).getFirst().amount().isZero());
  }

  @Test
  void atItsMaximumACallIsCutOrGoesOnForNothing() throws Exception {
    assertGranted(15, false, ask("101", "+34123456789"));
    assertGranted(20, true, charging.authority().extend(leg, 1, Duration.ofSeconds(10)));
    assertGranted(20, true, charging.authority().extend(leg, 2, Duration.ofSeconds(19)));
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(20)));
    assertEquals(eur("9.98"), tenant.wallet("101").balance());

    var other = LegId.mint();
    assertGranted(
        15, false, tenant.admit(charging, tenant.asks("101", call, other, "+39123456789")));
    assertGranted(70, false, charging.authority().extend(other, 1, Duration.ofSeconds(55)));
    assertEquals(eur("0.02"), tenant.wallet("101").held());
    tenant.post(charging, ended(call, other, 10, Duration.ofSeconds(70)));
    assertEquals(eur("9.96"), tenant.wallet("101").balance());
  }

  @Test
  void thePayersOwnDeckIsAskedFirst() {
    tenant.deckOf(
        "101", deck(Rate.to("4930", "Berlin").price("0.03"), Rate.to("33", "x").blocked()));
    assertGranted(15, false, ask("101", "+4930123456"));
    assertEquals(eur("0.0075"), tenant.wallet("101").held());
    // what it does not know is everybody's
    var other = LegId.mint();
    assertGranted(
        15, false, tenant.admit(charging, tenant.asks("101", call, other, "+4989123456")));
    assertEquals(eur("0.0225"), tenant.wallet("101").held());
    assertRefused("blocked-destination", ask("101", "+33123456789"));
    var payer = tenant.wallet("101").payer();
    var match = charging.rates().match(tenant.id, payer, "+4930123456", AT).orElseThrow();
    assertTrue(match.explanation().startsWith("The payer's own deck: +4930123…"));
  }

  @Test
  void theTraceSaysSinceWhenAndUntilWhenTheLineIsInForce() throws Exception {
    var from = AT.minusSeconds(60);
    var until = AT.plusSeconds(60);
    tenant.deckOf("101", deck(Rate.to("81", "Japan").price("0.06").inForce(from, until)));
    charging.rates().refresh();
    assertGranted(15, false, ask("101", "+811234567"));
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(10)));
    var charge = tenant.charges(call).getFirst();
    assertTrue(charge.deckInWords().startsWith("the payer's own deck, Deck "));
    var trace = charge.trace();
    assertTrue(
        trace.contains(
            "Prefix 81, Japan, in force from 2026-11-22T09:59:00Z, in force until"
                + " 2026-11-22T10:01:00Z, 0.06 EUR/min"),
        trace);
  }

  @Test
  void whatWasInForceIsRefusedAsExpired() {
    assertRefused("no-price", ask("101", "+811234567"));
    // the payer's own price is over, everybody never had one
    var ended = AT.minusSeconds(60);
    tenant.deckOf("101", deck(Rate.to("81", "Japan").price("0.03").inForce(null, ended)));
    charging.rates().refresh();
    assertRefused("deck-expired", ask("101", "+811234567"));
    // all decks are over, for long
    over(AT.minusSeconds(86_400));
    var no = assertInstanceOf(Refused.class, ask("101", "+4930123456")).why();
    assertEquals("deck-expired", no.code());
    assertEquals(
        "The last rate deck ended at 2026-11-21T10:00:00Z: a new one has to be approved.",
        no.reason());
    assertEquals(List.of(403, false), List.of(no.sipStatus(), no.retry()));
  }

  private void over(Instant at) {
    tenant.transaction.write(
        tenant.id,
        c -> {
          try (var s = c.prepareStatement("update rate_deck set valid_until = ?")) {
            s.setObject(1, at.atOffset(ZoneOffset.UTC));
            return s.executeUpdate();
          }
        });
    charging.rates().refresh();
  }

  @Test
  void aDeckIsSwitchedAtItsInstant() {
    var next = deck(Rate.to("49", "Germany").price("6.00"));
    var at = AT.plusSeconds(60);
    tenant.transaction.write(
        tenant.id,
        c -> {
          DeckRows.write(c, tenant.id, "Next", 1, at, next);
          return true;
        });
    assertEquals("0.6", price(at.minusMillis(1)));
    assertEquals("6", price(at));
    // one that is written while calls are rated is seen by the next refresh
    var last = deck(Rate.to("49", "Germany").price("9.00"));
    tenant.transaction.write(
        tenant.id,
        c -> {
          DeckRows.write(c, tenant.id, "Last", 1, at.plusSeconds(60), last);
          return true;
        });
    assertEquals("6", price(at.plusSeconds(60)));
    charging.rates().refresh();
    assertEquals("0.6", price(AT.plusSeconds(30)));
    assertEquals("6", price(at.plusSeconds(59)));
    assertEquals("9", price(at.plusSeconds(60)));
  }

  private String price(Instant at) {
    var match = charging.rates().match(tenant.id, null, "+4930123456", at).orElseThrow();
    return assertInstanceOf(Match.Priced.class, match)
        .tariff()
        .rate()
        .price()
        .stripTrailingZeros()
        .toPlainString();
  }

  private Answer ask(String user, String number) {
    return tenant.admit(charging, tenant.asks(user, call, leg, number));
  }

  private static void assertGranted(long seconds, boolean last, Answer answer) {
    var granted = assertInstanceOf(Granted.class, answer);
    assertEquals(Duration.ofSeconds(seconds), granted.until());
    assertEquals(last, granted.last());
  }

  private static void assertRefused(String code, Answer answer) {
    assertEquals(code, assertInstanceOf(Refused.class, answer).why().code());
  }
}
