package org.meterline.billing.ledger;

import java.time.Instant;
import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * Money that passes from one book to another, one of the two being the operator's: {@code
 * fromAccount} is debited in the one, {@code toAccount} credited in the other, and their clearing
 * accounts carry it over.
 *
 * @param id UUIDv7 minted once: the transfer's id in both books
 * @param from whose book pays; {@code fromAccount} is a code such as {@code 5000}
 * @param to whose book receives; {@code toAccount} is a code such as {@code 4000}
 * @param amount more than nothing
 * @param by the subject of a token, or the part of Meterline that asks
 */
public record Passage(
    UUID id,
    UUID from,
    String fromAccount,
    UUID to,
    String toAccount,
    Money amount,
    String description,
    String by,
    Instant at) {

  /** What became of it; what is refused leaves both books as they were. */
  public enum Outcome {
    POSTED,
    /** The same was posted before. */
    REPEATED,
    /** The id was used for something else. */
    DUPLICATE,
    /** One of the two has no book, or neither is the operator's. */
    NO_BOOK,
    /** No such account in that currency, or one that is not moved this way. */
    NO_ACCOUNT,
    /** In one of the two books. */
    PERIOD_CLOSED
  }
}
