package org.meterline.billing.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be booked: either lines, or the reversal of a transfer.
 *
 * @param id UUIDv7 minted by whoever asks: the idempotency key, and the transfer's id once posted
 * @param reverses the transfer to take back; then there are no lines
 * @param effective when what it is about happened; the book's zone makes the posting date of it
 */
public record NewJournal(
    UUID id, @Nullable UUID reverses, String reason, Instant effective, List<Line> lines) {
  public NewJournal {
    lines = List.copyOf(lines);
  }

  /** A journal of lines. */
  public static NewJournal of(UUID id, String reason, Instant effective, Line... lines) {
    return new NewJournal(id, null, reason, effective, List.of(lines));
  }

  /** The exact mirror of a transfer. */
  public static NewJournal reversal(UUID id, UUID transfer, String reason, Instant effective) {
    return new NewJournal(id, transfer, reason, effective, List.of());
  }

  /**
   * One side of the entry.
   *
   * @param account an account's id in the book
   * @param units more than nothing, at the scale of the account's currency
   */
  public record Line(int account, boolean debit, long units) {
    public static Line debit(int account, long units) {
      return new Line(account, true, units);
    }

    public static Line credit(int account, long units) {
      return new Line(account, false, units);
    }
  }
}
