package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;

class MemoryWalletsTest extends WalletBookContract {
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");
  private final MemoryWallets book = new MemoryWallets(() -> now);

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
            DeckTerms.plain(deck, Currency.EUR),
            List.of(Rate.to("49", "Germany").price("6").build())));
    return new Priced(deck, 1);
  }

  @Override
  void later(Duration time) {
    now = now.plus(time);
  }

  @Override
  Instant now() {
    return now;
  }

  @Override
  void reconcile(UUID tenant) {
    assertTrue(book.agrees());
  }
}
