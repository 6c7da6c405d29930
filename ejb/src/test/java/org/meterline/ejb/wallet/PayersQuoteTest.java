package org.meterline.ejb.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.BundleRows;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.TopUp;
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** A payer is quoted what their calls cost: by their own deck first, whoever asks. */
class PayersQuoteTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
  private static final String GERMANY = "+4930123456";

  private final Tenant tenant = TestDatabase.get().newTenantWithBooks("quotes");
  private final TenantTransaction transaction = new TenantTransaction(TestDatabase.get().app());
  private final Rates rates = new Rates(transaction, CLOCK);
  private final Prices prices = new Prices(rates, transaction, CLOCK);

  private final PostgresWallets book = new PostgresWallets(TestDatabase.get().app());

  PayersQuoteTest() throws SQLException {}

  @Test
  void theirOwnDeckIsAskedFirst() {
    var wallet = WalletsTest.open(tenant, "Ann", "A");
    var ann = rates.payerOf(tenant.id(), wallet).orElseThrow();
    deck(null, "49", "0.10", "44", "0.20");
    deck(ann, "49", "0.04");
    var payer = caller(Role.PAYER, wallet);
    var finance = caller(Role.FINANCE, null);

    var own = prices.quote(payer, GERMANY, 60, null);
    assertEquals(eur("0.04"), own.cost());
    assertTrue(own.explanation().startsWith("The payer's own deck: "), own.explanation());
    assertEquals(own, prices.quote(finance, GERMANY, 60, ann));
    // what their own deck has no price for is everybody's
    assertEquals(eur("0.20"), prices.quote(payer, "+44123456789", 60, null).cost());

    assertEquals(eur("0.10"), prices.quote(finance, GERMANY, 60, null).cost());
    var bea = caller(Role.PAYER, WalletsTest.open(tenant, "Bea", "B"));
    assertEquals(eur("0.10"), prices.quote(bea, GERMANY, 60, null).cost());
  }

  /** As a call does that begins now: the longest prefix first, and money for what is left. */
  @Test
  void theirBundlesPayFirst() {
    var wallet = WalletsTest.open(tenant, "Ann", "A");
    var ann = rates.payerOf(tenant.id(), wallet).orElseThrow();
    deck(null, "49", "0.06", "44", "0.06", "extension", "0.06", "4989", "0");
    var berlin = bundle(wallet, "Berlin", 20, "4930");
    var germany = bundle(wallet, "Germany", 30, "49");
    bundle(wallet, "Empty", 0, "49");
    var payer = caller(Role.PAYER, wallet);
    var finance = caller(Role.FINANCE, null);

    var minute = prices.quote(payer, GERMANY, 60, null);
    assertEquals(eur("0.01"), minute.cost());
    assertEquals(50, minute.covered());
    assertEquals(
        List.of(
            new Prices.Covering(berlin, "Berlin", "4930", 20),
            new Prices.Covering(germany, "Germany", "49", 30)),
        minute.bundles());
    assertEquals(
        List.of("0-50 true", "50-60 false"),
        minute.stretches().stream()
            .map(s -> s.from() + "-" + s.until() + " " + s.covered())
            .toList());
    assertEquals(minute, prices.quote(finance, GERMANY, 60, ann));
    var tenSeconds = prices.quote(payer, GERMANY, 10, null);
    assertEquals(eur("0"), tenSeconds.cost());
    assertEquals(List.of(new Prices.Covering(berlin, "Berlin", "4930", 10)), tenSeconds.bundles());

    // nobody's, not covered, inside, and what costs nothing
    for (var none :
        List.of(
            prices.quote(finance, GERMANY, 60, null),
            prices.quote(payer, "+44123456789", 60, null),
            prices.quote(payer, "extension", 60, null))) {
      assertEquals(List.of(), none.bundles());
      assertEquals(eur("0.06"), none.cost());
    }
    assertEquals(0, prices.quote(payer, "+4989123456", 60, null).covered());
    // one that is frozen pays nothing
    book.limit(tenant.id(), germany, 0, true);
    assertEquals(20, prices.quote(payer, GERMANY, 60, null).covered());
  }

  @Test
  void whoIsUnknownIsRefused() throws SQLException {
    deck(null, "49", "0.06");
    var finance = caller(Role.FINANCE, null);
    var elsewhere = TestDatabase.get().newTenantWithBooks("others");
    var other =
        rates.payerOf(elsewhere.id(), WalletsTest.open(elsewhere, "Bea", "B")).orElseThrow();
    for (var unknown : List.of(UUID.randomUUID(), other)) {
      var refused = assertThrows(Refused.class, () -> prices.quote(finance, GERMANY, 60, unknown));
      assertEquals("not-found", refused.code());
      assertEquals("There is no such payer.", refused.getMessage());
    }
  }

  private UUID bundle(UUID of, String name, long seconds, String prefix) {
    var id = UUID.randomUUID();
    var payer = rates.payerOf(tenant.id(), of).orElseThrow();
    book.open(
        new NewWallet(
            tenant.id(),
            id,
            payer,
            NewWallet.PayerKind.CUSTOMER,
            "Ann",
            null,
            name,
            Money.zero(Currency.SECONDS)));
    transaction.write(
        tenant.id(),
        c -> {
          BundleRows.cover(c, tenant.id(), id, List.of(prefix), "test", CLOCK.instant());
          return true;
        });
    if (seconds > 0) {
      var filled = Money.of(seconds, Currency.SECONDS);
      var topUp = UUID.randomUUID();
      book.topUp(new TopUp(tenant.id(), id, "k-" + id, topUp, filled, "t", "t", CLOCK.instant()));
    }
    return id;
  }

  /** Whatever everybody pays for longer prefixes. */
  @Test
  void theirOwnPricesAreListedInPlaceOfEverybodys() {
    var wallet = WalletsTest.open(tenant, "Ann", "A");
    deck(null, "4930", "0.10", "33", "0.12");
    deck(rates.payerOf(tenant.id(), wallet).orElseThrow(), "49", "0.04");
    assertEquals(List.of("33", "49"), listed(caller(Role.PAYER, wallet)));
    assertEquals(List.of("33", "4930"), listed(caller(Role.FINANCE, null)));
  }

  /** All lines are searched, however few are on a page. */
  @Test
  void pricesAreFoundAlongNumberOrByName() {
    deck(null, "1", "0.1", "4930", "0.2", "49301", "0.3", "4931", "0.4", "extension", "0.5");
    assertEquals(List.of("4930", "49301"), found("+49 30 123", 200));
    assertEquals(List.of("4930", "49301"), found("0049 (30) 12-3", 200));
    assertEquals(List.of("4931"), found("4931", 1));
    assertEquals(List.of("4930", "49301", "4931"), found("493", 200));
    assertEquals(List.of("extension"), found("EXTEN", 200));
    assertEquals(List.of("1", "4930"), found(" somewhere ", 2));
    assertEquals(List.of(), found("elsewhere", 200));
    assertEquals(List.of(), found("881", 200));
  }

  private List<String> found(String search, int rows) {
    return prices.inForce(caller(Role.FINANCE, null), search, new Ask(null, rows)).items().stream()
        .map(Tariff::prefix)
        .toList();
  }

  private List<String> listed(Caller caller) {
    return prices.inForce(caller, null, Ask.first()).items().stream().map(Tariff::prefix).toList();
  }

  private void deck(@Nullable UUID payer, String... prefixesAndPrices) {
    var lines = new ArrayList<Rate>();
    for (int i = 0; i < prefixesAndPrices.length; i += 2) {
      var price = new BigDecimal(prefixesAndPrices[i + 1]);
      lines.add(Rate.to(prefixesAndPrices[i], "Somewhere").line(i + 1).price(price).build());
    }
    var deck = RateDeck.compile(DeckTerms.plain(UUID.randomUUID(), Currency.EUR), lines);
    transaction.write(
        tenant.id(),
        c -> {
          DeckRows.write(c, tenant.id(), payer, "Deck " + deck.id(), 1, Instant.EPOCH, deck);
          return true;
        });
  }

  private Caller caller(Role role, @Nullable UUID wallet) {
    return new Caller(tenant, "s", "a@quotes.example", "A", role, wallet);
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
