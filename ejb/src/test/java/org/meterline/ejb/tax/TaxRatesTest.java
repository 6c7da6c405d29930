package org.meterline.ejb.tax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.sponsor.NewOffer;
import org.meterline.ejb.sponsor.Sponsors;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.wallet.MoneyWallets;
import org.meterline.ejb.wallet.Wallets;

/** Rates of tax as finance changes them, over PostgreSQL. */
class TaxRatesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

  private final Tenant tenant;
  private final Caller finance;

  TaxRatesTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("taxes");
    finance = caller(Role.FINANCE);
  }

  @Test
  void inputTaxIsDeductedUnlessFinanceSaysOtherwise() {
    assertEquals(true, with(t -> t.inputTaxDeducted(finance)));
    for (var deducted : List.of(false, false, true)) {
      assertEquals(
          deducted,
          with(
              t -> {
                t.deductInputTax(finance, deducted);
                return t.inputTaxDeducted(finance);
              }));
    }
    for (var role : List.of(Role.AGENT, Role.PAYER)) {
      assertThrows(Refused.class, () -> with(t -> t.inputTaxDeducted(caller(role))));
    }
  }

  @Test
  void ratesAreAddedEndedAndListed() {
    var first = add("DE", "standard", "0.19", "2026-11-25", null);
    assertEquals("subject", first.added().by());
    add("DE", "standard", "0.20", "2027-01-01", null);
    var reduced = add("DE", "reduced", "0.07", "2026-12-01", "2027-01-01");
    with(t -> t.end(finance, reduced.term().id(), LocalDate.parse("2026-12-15")));
    assertEquals(
        List.of(
            "reduced 0.07 2026-12-01 2026-12-15",
            "standard 0.19 2026-11-25 2027-01-01",
            "standard 0.2 2027-01-01 null"),
        with(t -> t.standing(caller(Role.ADMIN))).rates().stream()
            .map(TaxBook.Kept::term)
            .map(
                t ->
                    t.taxClass()
                        + " "
                        + t.rate().rate().toPlainString()
                        + " "
                        + t.from()
                        + " "
                        + t.until())
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "XX, standard, 0.19, 2026-12-01,           , invalid",
    "de, standard, 0.19, 2026-12-01,           , invalid",
    "DE, two words, 0.19, 2026-12-01,          , invalid",
    "DE, standard, 19,   2026-12-01,           , invalid",
    "DE, standard, 0.1234567, 2026-12-01,      , invalid",
    "DE, standard, 0.19, 2026-12-01, 2026-12-01, invalid",
    "DE, standard, 0.19, 2026-11-24,           , tax-rate-past",
    "DE, reduced,  0.19, 2026-12-24,           , tax-rate-overlaps",
  })
  void whatMakesNoSenseIsNamed(
      String country,
      String taxClass,
      String rate,
      String from,
      @Nullable String until,
      String code) {
    add("DE", "reduced", "0.07", "2026-12-01", "2027-01-01");
    assertRefused(code, () -> add(country, taxClass, rate, from, until));
    assertEquals(1, with(t -> t.standing(finance)).rates().size());
  }

  @Test
  void whatCannotBeEndedIsNamed() {
    var rate = add("DE", "standard", "0.19", "2026-11-25", "2027-01-01").term().id();
    assertRefused("tax-rate-past", () -> end(rate, "2026-11-25"));
    assertRefused("tax-rate-ends-earlier", () -> end(rate, "2027-01-02"));
    assertRefused("not-found", () -> end(UUID.randomUUID(), "2027-01-01"));
    for (var role : List.of(Role.AGENT, Role.PAYER)) {
      assertRefused("forbidden", () -> with(t -> t.standing(caller(role))));
      assertRefused(
          "forbidden", () -> with(t -> t.end(caller(role), rate, LocalDate.parse("2026-12-01"))));
    }
  }

  @Test
  void aPayersCountryIsSaidAndTakenBack() {
    var zero = Money.zero(Currency.EUR);
    var wallet =
        Use.in(
            tenant, em -> new MoneyWallets(em).openForCustomer(finance, "k", "Ann", "Calls", zero));
    var book = new PostgresWallets(TestDatabase.get().app());
    var payer = book.wallet(tenant.id(), wallet).orElseThrow().payer();
    assertEquals("none", country(wallet));
    say(payer, "FR");
    assertEquals("FR", country(wallet));
    say(payer, null);
    assertEquals("none", country(wallet));
    assertRefused("invalid", () -> say(payer, "Frankreich"));
    assertRefused("not-found", () -> say(UUID.randomUUID(), "FR"));
  }

  /** An offer is a price of the class {@code standard}. */
  @Test
  void aSponsorsCountryNeedsARateForWhatItOffers() {
    var sponsor =
        Use.in(
            tenant, em -> new Sponsors(em, CLOCK).open(finance, "b", "Bank", Currency.EUR, "FR"));
    assertEquals("FR", country(sponsor.wallet().id()));
    add("DE", "telecom", "0.19", "2026-11-25", null);
    offer(sponsor.sponsor().id());
    add("FR", "telecom", "0.20", "2026-11-25", null);
    assertRefused("tax-rate-missing", () -> offer(sponsor.sponsor().id()));
    add("FR", "standard", "0", "2026-11-25", null);
    offer(sponsor.sponsor().id());
    assertRefused(
        "invalid",
        () ->
            Use.in(
                tenant,
                em -> new Sponsors(em, CLOCK).open(finance, "f", "B", Currency.EUR, "France")));
  }

  private void offer(UUID sponsor) {
    var wanted =
        new NewOffer("Calls", null, Money.parse("0.10", Currency.EUR), 1, 1, null, List.of());
    var _ = Use.in(tenant, em -> new Sponsors(em, CLOCK).offer(finance, sponsor, wanted));
  }

  private String country(UUID wallet) {
    var book = new PostgresWallets(TestDatabase.get().app());
    var country = Use.in(tenant, em -> new Wallets(em, book, CLOCK).get(finance, wallet)).country();
    return country == null ? "none" : country;
  }

  private void say(UUID payer, @Nullable String country) {
    var _ =
        with(
            t -> {
              t.country(finance, payer, country);
              return true;
            });
  }

  private TaxBook.Kept add(
      String country, String taxClass, String rate, String from, @Nullable String until) {
    var wanted =
        new TaxRates.Wanted(
            country,
            taxClass,
            new BigDecimal(rate),
            LocalDate.parse(from),
            until == null ? null : LocalDate.parse(until));
    return with(t -> t.add(finance, wanted));
  }

  private TaxBook.Kept end(UUID rate, String until) {
    return with(t -> t.end(finance, rate, LocalDate.parse(until)));
  }

  private <T> T with(Function<TaxRates, T> work) {
    return Use.in(tenant, em -> work.apply(new TaxRates(em, CLOCK)));
  }

  private Caller caller(Role role) {
    return new Caller(tenant, "subject", "someone@taxes.example", "Someone", role, null);
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }
}
