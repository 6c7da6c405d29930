package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.meterline.billing.TestTariff;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.rate.Tariff;

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
  UUID operator() {
    return OperatorBook.ID;
  }

  @Override
  Tariff priced(UUID tenant) {
    return TestTariff.of(UUID.randomUUID());
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
