package org.meterline.billing.payer;

import java.util.UUID;
import org.meterline.billing.payer.Considered.Verdict;

/**
 * A bundle that covers the number, of somebody who pays the whole price alone, and what came of it.
 *
 * @param wallet the bundle's
 * @param prefix by which it covers the number, digits
 * @param seconds that were set aside in it when the leg began, or the part of it that was handed
 *     over; later they may be more
 * @param code a stable name of the reason: {@code pays}, {@code stands-by}, {@code bundle-empty},
 *     {@code wallet-frozen} …
 * @param why a sentence
 */
public record BundlePart(
    UUID wallet,
    String name,
    String prefix,
    long seconds,
    Verdict verdict,
    String code,
    String why) {
  public BundlePart {
    if (seconds < 0 || (seconds > 0) != (verdict == Verdict.PAYS)) {
      throw new IllegalArgumentException("one that pays has seconds, and only that one");
    }
  }

  /** One that is to be asked, when those before it end. */
  public static BundlePart covering(UUID wallet, String name, String prefix) {
    return new BundlePart(
        wallet,
        name,
        prefix,
        0,
        Verdict.STANDS_BY,
        "stands-by",
        "Covers " + prefix + ", and pays when the bundles before it have no seconds left.");
  }

  /**
   * The same with what was set aside; with nothing, it goes on standing by.
   *
   * @param seconds not negative
   */
  public BundlePart holding(long seconds) {
    return seconds == 0
        ? this
        : new BundlePart(
            wallet,
            name,
            prefix,
            seconds,
            Verdict.PAYS,
            "pays",
            "Covers " + prefix + "; " + seconds + " s were set aside at the beginning.");
  }

  /** The same, left out: it takes no part, however long the leg is. */
  public BundlePart leftOut(String code, String why) {
    return new BundlePart(wallet, name, prefix, 0, Verdict.DECLINED, code, why);
  }
}
