package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The benchmark runs, tiny, so that it cannot rot. */
class RateBenchmarkTest {
  @Test
  void runs() {
    var lines = RateBenchmark.run(Duration.ofMillis(20), 100, 200);
    assertEquals(2, lines.size());
    lines.forEach(line -> assertEquals(5, line.split("\t", -1).length));
  }
}
