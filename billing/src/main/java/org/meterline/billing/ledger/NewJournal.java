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
   * One side of the entry: of an account, or of a wallet, whose control account it then is. A debit
   * takes from a payer's wallet, and pays a carrier what it is owed.
   *
   * @param account an account's id in the book, or null
   * @param wallet or null
   * @param units more than nothing, at the scale of the account's currency
   */
  public record Line(@Nullable Integer account, @Nullable UUID wallet, boolean debit, long units) {
    public Line {
      if ((account == null) == (wallet == null)) {
        throw new IllegalArgumentException("a line is of an account or of a wallet");
      }
    }

    public static Line debit(int account, long units) {
      return new Line(account, null, true, units);
    }

    public static Line credit(int account, long units) {
      return new Line(account, null, false, units);
    }

    public static Line debit(UUID wallet, long units) {
      return new Line(null, wallet, true, units);
    }

    public static Line credit(UUID wallet, long units) {
      return new Line(null, wallet, false, units);
    }
  }
}
