package org.meterline.billing.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The benchmark runs, tiny, so that it cannot rot. */
class DeckBenchmarkTest {
  @Test
  void runs() throws Exception {
    var lines = DeckBenchmark.run(100, 6000);
    assertEquals(6, lines.size());
    lines.forEach(line -> assertEquals(5, line.split("\t", -1).length));
  }
}
