package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;

/** The ids of what a leg is handed over to follow from the leg's. */
class SegmentTest {
  private final UUID leg = TestBook.id(Instant.parse("2026-11-26T10:00:00Z"));

  @Test
  void theFirstIsTheLegItself() {
    assertEquals(leg, Segment.id(leg, 1));
    assertFalse(Segment.isHandedOver(leg));
  }

  @Test
  void eachHandOverHasAnIdThatIsFoundAgain() {
    var second = Segment.id(leg, 2);
    assertEquals(second, Segment.id(leg, 2), "after a crash, too");
    assertNotEquals(second, Segment.id(leg, 3));
    assertNotEquals(second, Segment.id(TestBook.id(Instant.EPOCH), 2));
    assertTrue(Segment.isHandedOver(second));
    assertTrue(Segment.isHandedOver(Segment.id(leg, 3)));
  }

  /** What is posted is kept in partitions by the time in its id (RFC 9562). */
  @Test
  void theyHaveTheLegsTime() {
    var second = Segment.id(leg, 2);
    assertEquals(leg.getMostSignificantBits() >>> 16, second.getMostSignificantBits() >>> 16);
    assertEquals(8, second.version());
    assertEquals(2, second.variant());
  }
}
