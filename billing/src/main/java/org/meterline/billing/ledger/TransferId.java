package org.meterline.billing.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids of transfers. Those that follow from a leg: the same leg and posting give the same id, so
 * that a posting that is repeated after a crash is recognised. UUIDv7 in shape (RFC 9562, section
 * 5.7) with the leg's time, since what is posted is kept by it.
 */
public final class TransferId {
  private TransferId() {}

  /**
   * Where ids of that instant begin, in milliseconds (RFC 9562, section 5.7): all of earlier ones
   * are less.
   */
  public static UUID first(Instant at) {
    return new UUID(at.toEpochMilli() << 16, 0);
  }

  /**
   * @param posting what of the leg is posted, such as {@code settled}
   */
  public static UUID of(UUID leg, String posting) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          ByteBuffer.allocate(16)
              .putLong(leg.getMostSignificantBits())
              .putLong(leg.getLeastSignificantBits())
              .array());
      var random = ByteBuffer.wrap(digest.digest(posting.getBytes(StandardCharsets.UTF_8)));
      long high =
          (leg.getMostSignificantBits() & 0xffff_ffff_ffff_0000L)
              | 0x7000L
              | (random.getLong() & 0x0fffL);
      long low = (random.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
