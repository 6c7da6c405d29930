package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;

/** Who paid, and why, stays with the call as it was decided. */
class DecisionRowsTest {
  private static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");

  private final TestBook book = new TestBook();
  private final UUID call = TestBook.id(AT);
  private final UUID leg = TestBook.id(AT);

  @Test
  void aCallsDecisionsAreToldInTheOrderInWhichTheyWereMade() {
    var first = of(leg, 1, 0, AT, "Bank");
    var handedOver = of(Segment.id(leg, 2), 2, 12, AT.plusSeconds(12), "Ann");
    write(handedOver, first);
    assertEquals(List.of(first, handedOver), read(call));
    assertEquals(List.of(), read(UUID.randomUUID()), "another call's");
    assertEquals(List.of(), new TestBook().read(c -> DecisionRows.of(c, call)), "another tenant's");
  }

  @Test
  void whatWasDecidedIsNotDecidedAgain() {
    var first = of(leg, 1, 0, AT, "Bank");
    var handedOver = of(Segment.id(leg, 2), 2, 12, AT.plusSeconds(12), "Ann");
    write(first);
    write(of(leg, 1, 0, AT.plusSeconds(1), "Cola"), handedOver);
    assertEquals(List.of(first, handedOver), read(call));
  }

  private DecisionRows.Stored of(UUID id, int segment, long after, Instant made, String pays) {
    return new DecisionRows.Stored(
        id, call, leg, segment, after, made, "{\"pays\": \"" + pays + "\"}");
  }

  private void write(DecisionRows.Stored... decisions) {
    book.write(
        c -> {
          DecisionRows.write(c, book.tenant, List.of(decisions));
          return true;
        });
  }

  private List<DecisionRows.Stored> read(UUID of) {
    return book.read(c -> DecisionRows.of(c, of));
  }
}
