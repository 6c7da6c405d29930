package org.meterline.ejb.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.page.Ask;
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
  private final Prices prices = new Prices(rates, CLOCK);

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

  /** Whatever everybody pays for longer prefixes. */
  @Test
  void theirOwnPricesAreListedInPlaceOfEverybodys() {
    var wallet = WalletsTest.open(tenant, "Ann", "A");
    deck(null, "4930", "0.10", "33", "0.12");
    deck(rates.payerOf(tenant.id(), wallet).orElseThrow(), "49", "0.04");
    assertEquals(List.of("33", "49"), listed(caller(Role.PAYER, wallet)));
    assertEquals(List.of("33", "4930"), listed(caller(Role.FINANCE, null)));
  }

  private List<String> listed(Caller caller) {
    return prices.inForce(caller, Ask.first()).items().stream().map(Tariff::prefix).toList();
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
