package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.HledgerJournal;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.ledger.TrialBalance;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.PayerRule;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.DeckTerms.Basis;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.Refunds;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/** What calls with tax hold and cost, over PostgreSQL. */
class TaxedLegTest {
  private static final Currency JPY = Currency.of("JPY");
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
    return deck(Currency.EUR, basis, taxClass, drafts);
  }

  private static RateDeck deck(
      Currency currency, Basis basis, String taxClass, Rate.Draft... drafts) {
    var rates = new ArrayList<Rate>();
    for (var draft : drafts) {
      rates.add(draft.line(rates.size() + 1).build());
    }
    return RateDeck.compile(
        new DeckTerms(
            UUID.randomUUID(),
            currency,
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
  void netPricesAreHeldAndChargedWithTheTax() throws Exception {
    ask("101", AT);
    assertEquals(eur("0.1785"), tenant.wallet("101").held());
    end(30);
    assertEquals(eur("9.643"), tenant.wallet("101").balance());
    var charge = tenant.charges(call).getFirst();
    assertEquals(eur("0.357"), charge.amount());
    assertTrue(charge.trace().contains("0.6 EUR/min, 1/1, plus 19 % tax."), charge::trace);
    assertTrue(charge.trace().contains("0.30 EUR net and 19 % tax of DE."), charge::trace);
    assertTrue(charge.trace().contains("\"0.05700000\""), charge::trace);
    assertEquals(new TaxRate("DE", new BigDecimal("0.19")), charge.tariff().tax());
    assertEquals(eur("0.057"), charge.tax());
    assertEquals(List.of("2100 to 4000 0.357 EUR", "4000 to 2300 0.057 EUR"), moves(charge));
    // the tax point
    assertEquals(AT, transfer(charge).effective());
  }

  @Test
  void grossPricesContainIt() throws Exception {
    tenant.deckOf("101", deck(Basis.GROSS, "reduced", Rate.to("49", "Germany").price("0.60")));
    ask("101", AT);
    assertEquals(eur("0.15"), tenant.wallet("101").held());
    end(60);
    var charge = tenant.charges(call).getFirst();
    assertEquals(eur("0.60"), charge.amount());
    assertTrue(charge.trace().contains("1/1, incl. 7 % tax."), charge::trace);
    assertTrue(charge.trace().contains("0.56074766 EUR net and 7 % tax of DE."), charge::trace);
    assertEquals(eur("0.03925234"), charge.tax());
    assertEquals(List.of("2100 to 4000 0.60 EUR", "4000 to 2300 0.03925234 EUR"), moves(charge));
  }

  @Test
  void unitsOfOtherCurrenciesAreRoundedOnce() throws Exception {
    tenant
        .phone("jpy", Money.parse("500", JPY))
        .deckOf("jpy", deck(JPY, Basis.NET, "standard", Rate.to("49", "Germany").price("7")));
    ask("jpy", AT);
    end(31);
    // 7 a minute for 31 s and 19 %: 4.3038333…
    var charge = tenant.charges(call).getFirst();
    assertEquals(Money.parse("4.303833", JPY), charge.amount());
    assertEquals(Money.parse("0.687167", JPY), charge.tax());
    assertEquals(List.of("2100 to 4000 4.303833 JPY", "4000 to 2300 0.687167 JPY"), moves(charge));
  }

  /** Each pays a third of the price with its own tax, down to a unit; the tenant pays the rest. */
  @Test
  void threeShareAPriceWithTheirTax() throws Exception {
    tenant
        .ownWallet("5.00")
        .sponsor("Bank", "5.00", Rate.to(Rate.OFFER, "Bank").price("0.60"))
        .country("Bank", "FR");
    var bank = tenant.wallet("Bank").payer();
    tenant.rule(
        PayerRule.Below.NOT_TAKEN,
        "split caller 1 tenant 1 sponsor:" + bank + " 1 rest tenant then end",
        "caller then end");
    charging.payerRules().refresh();
    assertEquals("101, The tenant, Bank", ask("101", AT).payer());
    end(10);
    assertEquals(
        List.of(
            "101 2100 to 4000 0.03966666 EUR",
            "101 4000 to 2300 0.00633333 EUR",
            "Bank 2100 to 4000 0.03516666 EUR",
            "Bank 4000 to 2300 0.00183333 EUR",
            "The tenant 2110 to 4090 0.03333334 EUR"),
        tenant.charges(call).stream()
            .flatMap(c -> moves(c).stream().map(m -> c.payer() + " " + m))
            .sorted()
            .toList());
  }

  @Test
  void threeOfOneCountryPayTheGrossPrice() throws Exception {
    tenant
        .taxes("DE telecom 0.19 2026-11-22")
        .sponsor("Bank", "5.00", Rate.to(Rate.OFFER, "Bank").price("9"))
        .sponsor("House", "5.00", Rate.to(Rate.OFFER, "House").price("9"));
    var bank = tenant.wallet("Bank").payer();
    var house = tenant.wallet("House").payer();
    tenant.rule(
        PayerRule.Below.NOT_TAKEN,
        "split caller 4999 sponsor:" + bank + " 4999 sponsor:" + house + " 2 rest caller then end",
        "caller then end");
    charging.payerRules().refresh();
    ask("101", AT);
    end(17);
    var charges = tenant.charges(call);
    assertEquals(
        eur("0.2023"), charges.stream().map(Charge::amount).reduce(Money::plus).orElseThrow());
    // of 0.2023 it would be 0.0323: each part is rounded by itself
    assertEquals(
        eur("0.0323"), charges.stream().map(Charge::tax).reduce(Money::plus).orElseThrow());
  }

  /** What recovery posted and what came later have the tax of the whole between them. */
  @Test
  void aLateDifferenceHasItsTax() throws Exception {
    ask("101", AT);
    charging.authority().extend(leg, 1, Duration.ofSeconds(7));
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(1, charging.recover());
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(12)));
    assertEquals(
        List.of("0.0833 EUR 0.0133 EUR", "0.0595 EUR 0.0095 EUR"),
        tenant.charges(call).stream().map(c -> c.amount() + " " + c.tax()).toList());
  }

  /** In parts that are no whole units of net and tax; in the end nothing is left of either. */
  @Test
  void whatIsGivenBackGivesItsTaxBack() throws Exception {
    ask("101", AT);
    end(100);
    var charge = tenant.charges(call).getFirst();
    assertEquals(eur("0.19"), charge.tax());
    for (var part : List.of("0.33333333", "0.33333333", "0.52333334")) {
      refund(charge, part);
    }
    assertEquals(eur("10.00"), tenant.wallet("101").balance());
    assertEquals(eur("0"), tenant.balance("2300"));
    assertEquals(eur("0"), tenant.balance("4000"));
  }

  private void refund(Charge charge, String amount) {
    var refund =
        new Refunds.Refund(
            tenant.id,
            tenant.walletId("101"),
            charge.id(),
            "refund-" + UUID.randomUUID(),
            UUID.randomUUID(),
            eur(amount),
            "bad line",
            "t",
            AT);
    assertInstanceOf(Outcome.Done.class, tenant.book.refunds().refund(refund));
  }

  /** Another program sees the same: each transaction is zero, and the tax is where it belongs. */
  @Test
  void theExportAndTheTrialBalanceHaveIt() throws Exception {
    ask("101", AT);
    end(30);
    var day = LocalDate.of(2026, 11, 22);
    var lines = tenant.transaction.read(tenant.id, c -> TrialBalance.read(c, day, day.plusDays(1)));
    assertEquals(
        List.of("2100 19.643", "2300 0.057", "4000 0.3"),
        lines.stream()
            .filter(l -> List.of("2100", "2300", "4000").contains(l.code()))
            .map(l -> l.code() + " " + l.closing().negate().stripTrailingZeros().toPlainString())
            .toList());
    var text = new StringBuilder();
    tenant.transaction.read(
        tenant.id,
        c -> {
          HledgerJournal.write(c, text);
          return true;
        });
    var postings =
        """
            income:4000 Revenue from calls  0.05700000 EUR
            liabilities:2300 Output tax  -0.05700000 EUR
        """;
    assertTrue(text.toString().contains(postings), text::toString);
  }

  private static List<String> moves(Charge charge) {
    return transfer(charge).moves().stream()
        .map(
            m -> m.debit().substring(0, 4) + " to " + m.credit().substring(0, 4) + " " + m.amount())
        .toList();
  }

  private static Transfer transfer(Charge charge) {
    return Objects.requireNonNull(charge.transfer());
  }

  @Test
  void aCallOverMidnightKeepsTheRateThatItBeganWith() throws Exception {
    ask("101", MIDNIGHT.minusSeconds(10));
    end(60);
    assertEquals(eur("0.714"), tenant.charges(call).getFirst().amount());
    var next = CallId.mint();
    var legOfNext = LegId.mint();
    tenant.admit(charging, asks("101", next, legOfNext, MIDNIGHT));
    tenant.post(charging, ended(next, legOfNext, 1, Duration.ofSeconds(60)));
    assertEquals(eur("0.72"), tenant.charges(next).getFirst().amount());
  }

  @Test
  void whoPaysDecidesOnTheCountry() throws Exception {
    tenant.country("101", "FR").country("102", "CH");
    ask("101", AT);
    assertEquals(eur("0.15825"), tenant.wallet("101").held());
    end(60);
    assertEquals(eur("0.633"), tenant.charges(call).getFirst().amount());
    // a country without rates: no tax
    tenant.admit(charging, asks("102", CallId.mint(), LegId.mint(), AT));
    assertEquals(eur("0.15"), tenant.wallet("102").held());
  }

  @Test
  void theTenantPaysNoTaxForItsOwnCalls() throws Exception {
    tenant.ownWallet("5.00");
    ask("lobby", AT);
    assertEquals(eur("0.15"), tenant.wallet("").held());
    end(60);
    var charge = tenant.charges(call).getFirst();
    assertEquals(eur("0.60"), charge.amount());
    assertTrue(charge.trace().contains("1/1, before tax."), charge::trace);
  }

  /** A sponsor's offer is gross, and has to be at least what a customer would pay. */
  @Test
  void sponsorsAreTaxedByTheirCountry() throws Exception {
    tenant
        .sponsor("Mean", "5.00", Rate.to(Rate.OFFER, "Mean").price("0.71"))
        .sponsor("Bank", "5.00", Rate.to(Rate.OFFER, "Bank").price("0.714"))
        .country("Bank", "FR")
        .rule(PayerRule.Below.NOT_TAKEN, "sponsors then next", "caller then end");
    charging.payerRules().refresh();
    assertEquals("Bank", ask("101", AT).payer());
    end(60);
    var charge = tenant.charges(call).getFirst();
    assertEquals(eur("0.714"), charge.amount());
    assertTrue(charge.trace().contains("5.5 % tax of FR."), charge::trace);
    assertEquals(eur("10.00"), tenant.wallet("101").balance());
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
    return assertInstanceOf(Granted.class, tenant.admit(charging, asks(user, call, leg, at)));
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

  private void end(long seconds) throws Exception {
    charging.authority().extend(leg, 1, Duration.ofSeconds(seconds));
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(seconds)));
  }
}
