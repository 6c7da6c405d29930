package org.meterline.billing.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;

class MemoryLedgerTest extends LedgerContract {
  private final LedgerBook book = new MemoryLedger(() -> Instant.parse("2026-11-25T10:00:00Z"));

  @Override
  LedgerBook book() {
    return book;
  }

  @Override
  List<Executable> attacks(UUID journal) {
    return List.of(
        () -> book.transfers().clear(),
        () -> book.transfers().getFirst().moves().removeFirst(),
        () -> book.find(journal).orElseThrow().lines().removeFirst(),
        () -> book.accounts(Instant.MAX).removeFirst());
  }
}
