package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestDatabase;

/** What is posted of a leg is recognised when it is posted again. */
class TransferIdTest {
  private static final UUID LEG = UUID.fromString("01a2166d-496c-7b78-995a-955c81f64e04");

  /** A journal that was written before an update is posted after it, under the same ids. */
  @Test
  void theIdOfAPostingNeverChanges() {
    assertEquals(
        UUID.fromString("01a2166d-496c-7500-a4a1-80feee331eed"), TransferId.of(LEG, "settled"));
  }

  /** What is posted by the database alone has the same kind of id. */
  @Test
  void theDatabaseDerivesTheSame() throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.prepareStatement("select meterline.transfer_id(?, ?)")) {
      for (int i = 0; i < 64; i++) {
        var leg = new UUID(LEG.getMostSignificantBits() + i, LEG.getLeastSignificantBits());
        s.setObject(1, leg);
        s.setString(2, "owed " + leg + " ü");
        try (var row = s.executeQuery()) {
          row.next();
          assertEquals(TransferId.of(leg, "owed " + leg + " ü"), row.getObject(1, UUID.class));
        }
      }
    }
  }

  /** RFC 9562, section 5.7; what is posted is kept by the time in its id. */
  @Test
  void itIsOfVersionSevenWithTheLegsTime() {
    var id = TransferId.of(LEG, "settled");
    assertEquals(7, id.version());
    assertEquals(2, id.variant());
    assertEquals(LEG.getMostSignificantBits() >>> 16, id.getMostSignificantBits() >>> 16);
  }

  @Test
  void eachPostingOfEachLegHasItsOwn() {
    assertNotEquals(TransferId.of(LEG, "settled"), TransferId.of(LEG, "late"));
    var sameTime = new UUID(LEG.getMostSignificantBits(), LEG.getLeastSignificantBits() + 1);
    assertNotEquals(TransferId.of(LEG, "settled"), TransferId.of(sameTime, "settled"));
  }
}
