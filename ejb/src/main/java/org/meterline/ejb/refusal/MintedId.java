package org.meterline.ejb.refusal;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * An id that who asks has minted, a UUIDv7 (RFC 9562, section 5.7). What is posted under it is kept
 * in the partition of its month, so its time is that of now.
 */
public final class MintedId {
  /** For clocks that go wrong, and what is asked again later. */
  private static final Duration MOST = Duration.ofDays(1);

  private MintedId() {}

  /**
   * @throws Refused with 422 {@code invalid} when it is of another version
   */
  public static void check(UUID id) {
    if (id.version() != 7) {
      throw Refused.invalid("id", "must be a UUID of version 7");
    }
  }

  /** When it was minted, as it says itself. */
  public static Instant time(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  /** Whether it says another time than now, by more than a day. */
  public static boolean outOfTime(UUID id, Instant now) {
    return Duration.between(time(id), now).abs().compareTo(MOST) > 0;
  }

  /** It does, and nothing was asked under it before. */
  public static Refused refused() {
    return new Refused(
        "id-out-of-time",
        422,
        "The time in the id is more than a day from now: mint another, by a clock that goes right.",
        false);
  }
}
