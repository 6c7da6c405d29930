package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.PayerRule;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.DeckTerms.Basis;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/** What calls with tax hold, over PostgreSQL. */
class TaxedLegTest {
  private static final Instant AT = ChargedTenant.AT;

  /** Berlin's midnight after {@link #AT}. */
  private static final Instant MIDNIGHT = Instant.parse("2026-11-22T23:00:00Z");

  private final ChargedTenant tenant = newTenant();
  private Charging charging = tenant.start("node-" + tenant.id);
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .taxes("DE standard 0.19 2026-11-22", "DE standard 0.2 2026-11-23")
          .taxes("DE reduced 0.07 2026-11-22", "FR standard 0.055 2026-11-22")
          .deck(deck(Basis.NET, "standard", Rate.to("49", "Germany").price("0.60")))
          .phone("101", "10.00")
          .phone("102", "10.00");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RateDeck deck(Basis basis, String taxClass, Rate.Draft... drafts) {
    var rates = new ArrayList<Rate>();
    for (var draft : drafts) {
      rates.add(draft.line(rates.size() + 1).build());
    }
    return RateDeck.compile(
        new DeckTerms(
            UUID.randomUUID(),
            Currency.EUR,
            RoundingMode.HALF_UP,
            DeckCalendar.plain(ZoneOffset.UTC),
            new DeckTerms.Tax(basis, taxClass)),
        rates);
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  @Test
  void netPricesAreHeldWithTheTax() {
    ask("101", AT);
    assertEquals(eur("0.1785"), tenant.wallet("101").held());
  }

  @Test
  void whoPaysDecidesOnTheCountry() {
    tenant.country("101", "FR").country("102", "CH");
    ask("101", AT);
    assertEquals(eur("0.15825"), tenant.wallet("101").held());
    // a country without rates: no tax
    charging.authority().admit(asks("102", CallId.mint(), LegId.mint(), AT));
    assertEquals(eur("0.15"), tenant.wallet("102").held());
  }

  @Test
  void theTenantPaysNoTaxForItsOwnCalls() {
    tenant.ownWallet("5.00");
    ask("lobby", AT);
    assertEquals(eur("0.15"), tenant.wallet("").held());
  }

  /** A sponsor's offer is gross, and has to be at least what a customer would pay. */
  @Test
  void aSponsorOffersGrossAmounts() {
    tenant
        .sponsor("Mean", "5.00", Rate.to(Rate.OFFER, "Mean").price("0.71"))
        .sponsor("Bank", "5.00", Rate.to(Rate.OFFER, "Bank").price("0.714"))
        .rule(PayerRule.Below.NOT_TAKEN, "sponsors then next", "caller then end");
    charging.payerRules().refresh();
    assertEquals("Bank", ask("101", AT).payer());
  }

  @Test
  void whatMoneyBuysIsPaidWithTheTax() {
    tenant.phone("103", "0.11899999");
    var granted = ask("103", AT);
    assertEquals(Duration.ofSeconds(9), granted.until());
    assertTrue(granted.last());
  }

  @Test
  void aRateThatIsAddedIsSeenByTheNextRefresh() {
    assertEquals("0.6 EUR/min, 1/1, plus 19 % tax", words(AT));
    tenant.taxes("DE standard 0.21 2026-11-24");
    charging.rates().refresh();
    assertEquals("0.6 EUR/min, 1/1, plus 19 % tax", words(MIDNIGHT.minusMillis(1)));
    assertEquals("0.6 EUR/min, 1/1, plus 20 % tax", words(MIDNIGHT));
    assertEquals("0.6 EUR/min, 1/1, plus 21 % tax", words(MIDNIGHT.plusSeconds(86_400)));
  }

  private String words(Instant at) {
    var match = charging.rates().match(tenant.id, null, "+4930123456", at).orElseThrow();
    var words = assertInstanceOf(Match.Priced.class, match).tariff().inWords();
    assertTrue(match.explanation().endsWith(words), match.explanation());
    return words;
  }

  private Granted ask(String user, Instant at) {
    return assertInstanceOf(Granted.class, charging.authority().admit(asks(user, call, leg, at)));
  }

  private Ask asks(String user, CallId of, LegId by, Instant at) {
    return new Ask(
        of,
        by,
        tenant.domain,
        new Origin.Phone(tenant.domain, user),
        user,
        new Destination.Outside(tenant.domain, new E164("+4930123456")),
        List.of("carrier"),
        at,
        Map.of());
  }
}
