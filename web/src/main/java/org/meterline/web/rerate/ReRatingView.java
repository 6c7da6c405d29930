package org.meterline.web.rerate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rerate.ReRating;
import org.meterline.ejb.tenant.Caller;

/**
 * A re-rating.
 *
 * @param since when calls began, from there
 * @param until and up to there, not included
 * @param currency of all amounts here, which are decimal strings
 * @param mine the caller has prepared it, so that somebody else has to approve it
 * @param posted what was posted until now; null unless it was approved
 */
public record ReRatingView(
    UUID id,
    ReRating.State state,
    String reason,
    List<DeckView> wrongDecks,
    DeckView correctedDeck,
    Instant since,
    Instant until,
    String currency,
    String preparedBy,
    boolean mine,
    Instant prepared,
    DryRunView dryRun,
    @Nullable String decidedBy,
    @Nullable Instant decided,
    @Nullable String rejection,
    @Nullable PostedView posted) {

  /** A version of a deck. */
  public record DeckView(UUID id, String name, int version) {
    static DeckView of(ReRating.Deck deck) {
      return new DeckView(deck.id(), deck.name(), deck.version());
    }
  }

  /**
   * What posting would do.
   *
   * @param owingWallets have too little for what would be taken
   * @param unratedLegs would be left as they are
   */
  public record DryRunView(
      long legs,
      String before,
      String after,
      String difference,
      long owingWallets,
      long unratedLegs,
      List<SumView> destinations,
      List<UnratedView> unrated) {
    static DryRunView of(ReRating.DryRun run) {
      return new DryRunView(
          run.legs(),
          shown(run.before()),
          shown(run.after()),
          shown(run.after().subtract(run.before())),
          run.owing(),
          run.unrated(),
          run.destinations().stream().map(SumView::of).toList(),
          run.why().stream().map(UnratedView::of).toList());
    }
  }

  /** Legs to a destination. */
  public record SumView(
      String destination, long legs, String before, String after, String difference) {
    static SumView of(ReRating.Sum sum) {
      return new SumView(
          sum.destination(),
          sum.legs(),
          shown(sum.before()),
          shown(sum.after()),
          shown(sum.difference()));
    }
  }

  /** A leg that is left as it is. */
  public record UnratedView(UUID leg, String reason) {
    static UnratedView of(ReRating.Unrated leg) {
      return new UnratedView(leg.leg(), leg.reason());
    }
  }

  /**
   * What was posted.
   *
   * @param ended null while posting goes on
   * @param legs whose charge changed
   * @param owed what wallets had too little for
   */
  public record PostedView(
      @Nullable Instant ended,
      long legs,
      String before,
      String after,
      String difference,
      String owed,
      long unratedLegs,
      List<UnratedView> unrated) {
    static PostedView of(ReRating.Posted posted) {
      return new PostedView(
          posted.ended(),
          posted.legs(),
          shown(posted.before()),
          shown(posted.after()),
          shown(posted.after().subtract(posted.before())),
          shown(posted.owed()),
          posted.unrated(),
          posted.why().stream().map(UnratedView::of).toList());
    }
  }

  static ReRatingView of(ReRating rating, Caller caller) {
    ReRating.Asked asked = rating.asked();
    ReRating.Decision decision = rating.decision();
    ReRating.Posted posted = rating.posted();
    return new ReRatingView(
        asked.id(),
        rating.state(),
        asked.reason(),
        rating.wrong().stream().map(DeckView::of).toList(),
        DeckView.of(rating.corrected()),
        asked.since(),
        asked.until(),
        rating.currency().code(),
        rating.by(),
        rating.by().equals(caller.subject()),
        rating.prepared(),
        DryRunView.of(rating.dryRun()),
        decision == null ? null : decision.by(),
        decision == null ? null : decision.decided(),
        decision == null || decision.approved() ? null : decision.reason(),
        posted == null ? null : PostedView.of(posted));
  }

  private static String shown(BigDecimal amount) {
    return amount.toPlainString();
  }
}
