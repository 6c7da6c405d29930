package org.meterline.billing.deck;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;

/**
 * Rates a call a millisecond while something else goes on. A call that could not be rated when it
 * was due waits from then on, so that a pause is seen by all calls that fall into it.
 */
final class RatingMeanwhile {
  private static final long EVERY = 1_000_000;

  private final RateDeck deck =
      RateDeck.compile(
          DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
          List.of(Rate.to("49", "Germany").price("0.06").build()));
  private final Thread thread = Thread.ofPlatform().name("rating").daemon().unstarted(this::rate);
  private volatile boolean over;
  private long longest;
  private long rated;

  static RatingMeanwhile begun() {
    var rating = new RatingMeanwhile();
    rating.thread.start();
    return rating;
  }

  private void rate() {
    long due = System.nanoTime();
    while (!over) {
      long left = due - System.nanoTime();
      if (left > 0) {
        LockSupport.parkNanos(left);
        continue;
      }
      var tariff = ((Match.Priced) deck.match("+4930123456", Instant.EPOCH)).tariff();
      rated += Cost.of(tariff, Instant.EPOCH, 60).isZero() ? 0 : 1;
      longest = Math.max(longest, System.nanoTime() - due);
      due += EVERY;
    }
  }

  /** Ends; the longest that a call waited to be rated, in ms. */
  double end() throws InterruptedException {
    over = true;
    thread.join();
    if (rated == 0) {
      throw new IllegalStateException("nothing was rated");
    }
    return longest / 1e6;
  }
}
