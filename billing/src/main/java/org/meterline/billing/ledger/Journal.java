package org.meterline.billing.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * A journal that a person wrote, and what became of it.
 *
 * @param id also its transfer's, once it is posted
 * @param reverses the transfer that it takes back, or null
 * @param postingDate in the book's zone
 * @param draftedBy the subject of a token, no name
 * @param lines as drafted; of a reversal, the mirror of what it takes back
 * @param decision null while it waits for a second person
 */
public record Journal(
    UUID id,
    @Nullable UUID reverses,
    String reason,
    Instant effective,
    LocalDate postingDate,
    String draftedBy,
    Instant drafted,
    List<Line> lines,
    @Nullable Decision decision) {
  public Journal {
    lines = List.copyOf(lines);
  }

  /** What somebody else said to it. */
  public record Decision(boolean approved, String by, String reason, Instant decided) {}

  /** One side; the account by title, with the wallet's name if it is one's. */
  public record Line(String account, boolean debit, Money amount) {}

  /** What follows from the decision; nobody sets it. */
  public enum State {
    /** Waits for a second person. */
    DRAFTED,
    /** Approved, and in the book. */
    POSTED,
    /** Will never be in the book. */
    REJECTED
  }

  public State state() {
    if (decision == null) {
      return State.DRAFTED;
    }
    return decision.approved() ? State.POSTED : State.REJECTED;
  }
}
