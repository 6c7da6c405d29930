package org.meterline.ejb.sponsor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** Sponsors and what they offer, over PostgreSQL. */
class SponsorsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-26T10:00:00Z"), ZoneOffset.UTC);

  private final Tenant tenant;
  private final Caller finance;

  SponsorsTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("sponsors");
    finance = new Caller(tenant, "subject", "f@x.example", "Finn", Role.FINANCE, null);
  }

  @Test
  void aSponsorIsOpenedOncePerKey() {
    var bank = open("k", "Bank", "FR");
    assertEquals("Bank", bank.sponsor().payer().name());
    assertEquals(Money.zero(Currency.EUR), bank.wallet().available());
    assertEquals(bank, open("k", "Bank", "FR"));
    assertRefused("idempotency-key-reused", () -> open("k", "Bakery", "FR"));
    assertRefused("idempotency-key-reused", () -> open("k", "Bank", null));
    assertRefused("invalid", () -> open(" ", "Bank", null));
    assertRefused("currency-mismatch", () -> openIn(Currency.SECONDS));
    assertRefused("currency-mismatch", () -> openIn(Currency.of("USD")));
    var namesake = open("u", "Bank", null);
    assertNotEquals(bank.sponsor().id(), namesake.sponsor().id());
    assertEquals(2, sponsors(s -> s.list(finance, Ask.first())).items().size());
  }

  @Test
  void aSponsorIsOpenedWholeOrNotAtAll() {
    assertThrows(
        IllegalStateException.class,
        () ->
            sponsors(
                s -> {
                  s.open(finance, "k", "Bank", Currency.EUR, null);
                  throw new IllegalStateException("as if the node had died");
                }));
    var wallets =
        new TenantTransaction(TestDatabase.get().app())
            .read(tenant.id(), c -> WalletRows.read(c, null));
    assertEquals(List.of(), wallets, "no budget without a sponsor");
    assertEquals("Bank", open("k", "Bank", "FR").sponsor().payer().name(), "the key is free");
  }

  @Test
  void anOfferIsNotMadeForHolidays() {
    var bank = open("k", "Bank", null).sponsor().id();
    assertRefused("invalid", () -> offer(bank, "time H 08:00-18:00 Europe/Berlin"));
    assertEquals(1, offer(bank, "time 7 08:00-18:00 Europe/Berlin"));
  }

  private int offer(UUID sponsor, String condition) {
    var wanted =
        new NewOffer(
            "Calls", null, Money.parse("0.10", Currency.EUR), 1, 1, null, List.of(condition));
    return sponsors(s -> s.offer(finance, sponsor, wanted)).offer().conditions().size();
  }

  private SponsorSeen open(String key, String name, @Nullable String country) {
    return sponsors(s -> s.open(finance, key, name, Currency.EUR, country));
  }

  private SponsorSeen openIn(Currency currency) {
    return sponsors(s -> s.open(finance, "u", "Bank", currency, null));
  }

  private <R> R sponsors(Function<Sponsors, R> use) {
    return Use.in(tenant, em -> use.apply(new Sponsors(em, CLOCK)));
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }
}
