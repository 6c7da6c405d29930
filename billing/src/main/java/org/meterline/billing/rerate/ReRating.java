package org.meterline.billing.rerate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;

/**
 * A period's calls charged anew by a corrected deck, and what became of it. Sums are exact amounts
 * of the currency.
 *
 * @param currency that of all its decks
 * @param by who prepared it: the subject of a token, no name
 * @param dryRun what it would have done when it was prepared
 * @param decision null while it waits for a second person
 * @param posted what was posted until now; null unless it was approved
 */
public record ReRating(
    Asked asked,
    List<Deck> wrong,
    Deck corrected,
    Currency currency,
    String by,
    Instant prepared,
    DryRun dryRun,
    @Nullable Decision decision,
    @Nullable Posted posted) {
  public ReRating {
    wrong = List.copyOf(wrong);
  }

  /**
   * What is asked for.
   *
   * @param id UUIDv7 minted by whoever asks: asking again with it gets the first answer
   * @param wrong the decks that legs were charged by
   * @param corrected the deck that they are charged by instead, whenever it is in force
   * @param since when legs' prices were agreed: from then, in whole seconds
   * @param until not included
   */
  public record Asked(
      UUID id, List<UUID> wrong, UUID corrected, Instant since, Instant until, String reason) {
    public Asked {
      wrong = List.copyOf(wrong);
    }
  }

  /** A version of a deck. */
  public record Deck(UUID id, String name, int version) {}

  /**
   * What posting would do.
   *
   * @param legs that would be charged by the corrected deck, at another cost or the same
   * @param owing wallets that have too little for what would be taken
   * @param unrated legs that would be left as they are
   * @param destinations those whose charges change most first
   * @param why of the first that would be left
   */
  public record DryRun(
      long legs,
      BigDecimal before,
      BigDecimal after,
      long owing,
      long unrated,
      List<Sum> destinations,
      List<Unrated> why) {
    public DryRun {
      destinations = List.copyOf(destinations);
      why = List.copyOf(why);
    }
  }

  /** Legs to a destination, as the corrected deck calls it. */
  public record Sum(String destination, long legs, BigDecimal before, BigDecimal after) {
    public BigDecimal difference() {
      return after.subtract(before);
    }
  }

  /** A leg that is left as it is. */
  public record Unrated(UUID leg, String reason) {}

  /** What somebody else said to it. */
  public record Decision(boolean approved, String by, String reason, Instant decided) {}

  /**
   * What was posted.
   *
   * @param ended null while posting goes on
   * @param legs whose charge changed
   * @param owed what wallets had too little for
   * @param unrated legs that were left as they are; known at the end
   */
  public record Posted(
      @Nullable Instant ended,
      long legs,
      BigDecimal before,
      BigDecimal after,
      BigDecimal owed,
      long unrated,
      List<Unrated> why) {
    public Posted {
      why = List.copyOf(why);
    }
  }

  /** What follows from what happened; nobody sets it. */
  public enum State {
    /** Waits for a second person. */
    PREPARED,
    /** Is being posted. */
    APPROVED,
    POSTED,
    /** Will never be posted. */
    REJECTED
  }

  public State state() {
    if (decision == null) {
      return State.PREPARED;
    }
    if (!decision.approved()) {
      return State.REJECTED;
    }
    return posted == null || posted.ended() == null ? State.APPROVED : State.POSTED;
  }
}
