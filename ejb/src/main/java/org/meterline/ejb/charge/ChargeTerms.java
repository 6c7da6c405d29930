package org.meterline.ejb.charge;

import java.time.Duration;
import org.meterline.billing.rerate.FreeLeg;

/**
 * How calls are charged on this node.
 *
 * @param chunk how much talking time is held at once, at least
 * @param announceBefore how long before the end of the credit the paying side hears of it
 * @param patience how long a call waits for its authorisation
 * @param margin what is left to the operator of what a call is sold for, in per cent of it, at
 *     least: a trunk that leaves less is not tried
 * @param freeLegsKept for so many days a {@link FreeLeg} is known, and can be charged by a
 *     corrected deck
 */
public record ChargeTerms(
    Duration chunk, Duration announceBefore, Duration patience, int margin, int freeLegsKept) {
  /** Calls of the last year, and the weeks in which its books are closed. */
  private static final int FREE_LEGS_KEPT = 400;

  public ChargeTerms {
    if (chunk.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a chunk is at least a second");
    }
    if (announceBefore.isNegative()) {
      throw new IllegalArgumentException("an announcement comes before the end, not after it");
    }
  }

  /** With a margin of nothing: at cost, but not below. */
  public ChargeTerms(Duration chunk, Duration announceBefore, Duration patience) {
    this(chunk, announceBefore, patience, 0, FREE_LEGS_KEPT);
  }

  long chunkSeconds() {
    return chunk.toSeconds();
  }
}
