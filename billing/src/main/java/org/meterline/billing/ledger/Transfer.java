package org.meterline.billing.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * Something that was posted; never changed.
 *
 * @param recorded when it was written, by the database's clock
 * @param effective when what it is about happened
 * @param postingDate the day it belongs to, in the book's zone
 * @param kind {@code call}, {@code top-up} …
 */
public record Transfer(
    UUID id,
    Instant recorded,
    Instant effective,
    LocalDate postingDate,
    String kind,
    @Nullable UUID call,
    String description,
    List<Move> moves) {
  public Transfer {
    moves = List.copyOf(moves);
  }

  /** One amount from one account's credit to another's debit. Accounts by title. */
  public record Move(String debit, String credit, Money amount) {}
}
