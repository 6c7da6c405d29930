package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The benchmark runs, tiny, so that it cannot rot. */
class HoldBenchmarkTest {
  @Test
  void runs() throws Exception {
    assertEquals(25, HoldBenchmark.run(Duration.ofMillis(100), 3, 8, 2).size());
  }
}
