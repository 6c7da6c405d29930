package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Stopping and starting again. */
class SecondStartIT extends WholeProductTest {
  private static final String ADMIN = "admin@harbour.example";

  @Test
  void dataStaysAndTheSecondStartIsQuick() throws Exception {
    JsonNode wallets = meterline().get(ADMIN, "wallets");
    JsonNode calls = meterline().get(ADMIN, "calls?state=ended");
    long began = System.nanoTime();
    meterline().restart();
    Duration taken = Duration.ofNanos(System.nanoTime() - began);
    assertEquals(wallets, meterline().get(ADMIN, "wallets"));
    assertEquals(calls, meterline().get(ADMIN, "calls?state=ended"));
    // 45 s on a machine of its own; tests share theirs.
    assertTrue(taken.toSeconds() < 120, "stop and start took " + taken.toSeconds() + " s");
  }
}
