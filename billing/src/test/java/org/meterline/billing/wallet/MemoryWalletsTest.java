package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;

class MemoryWalletsTest extends WalletBookContract {
  private final MemoryWallets book = new MemoryWallets(InstantSource.system());

  @Override
  WalletBook book() {
    return book;
  }

  @Override
  UUID tenant() {
    return UUID.randomUUID();
  }

  @Override
  Priced priced(UUID tenant) {
    var deck = UUID.randomUUID();
    book.know(
        RateDeck.compile(
            deck,
            Currency.EUR,
            List.of(
                new Tariff(
                    deck,
                    1,
                    "49",
                    "Germany",
                    Currency.EUR,
                    new BigDecimal("6"),
                    BigDecimal.ZERO,
                    1,
                    1,
                    false,
                    RoundingMode.HALF_UP))));
    return new Priced(deck, 1);
  }

  @Override
  void reconcile(UUID tenant) {
    assertTrue(book.agrees());
  }
}
