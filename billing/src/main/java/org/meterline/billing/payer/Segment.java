package org.meterline.billing.payer;

import java.util.UUID;
import org.meterline.billing.ledger.TransferId;

/**
 * The parts of a leg that are paid for one after the other. The first has the leg's id; each
 * hand-over begins another, whose id follows from the leg's. Its hold has that id, too.
 */
public final class Segment {
  private static final int OURS = 8;

  private Segment() {}

  /**
   * The id of a leg's segment. From the second on they are UUIDv8 (RFC 9562, section 5.8) with the
   * leg's time.
   *
   * @param number 1, 2, 3 …
   */
  public static UUID id(UUID leg, int number) {
    if (number == 1) {
      return leg;
    }
    var id = TransferId.of(leg, "segment " + number);
    long high = (id.getMostSignificantBits() & 0xffff_ffff_ffff_0fffL) | ((long) OURS << 12);
    return new UUID(high, id.getLeastSignificantBits());
  }

  /** Whether it is the id of what a leg was handed over to. */
  public static boolean isHandedOver(UUID id) {
    return id.version() == OURS;
  }
}
