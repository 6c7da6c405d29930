package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CallCostTest {
  /** The benchmark itself says when the books do not agree. */
  @Test
  void callsAreChargedAndTheirCostIsTold() throws Exception {
    var lines = CallCost.run(20, 1, 3, true);
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("PostgreSQL's processor time for a call")),
        lines.toString());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("octets of the log")));
  }
}
