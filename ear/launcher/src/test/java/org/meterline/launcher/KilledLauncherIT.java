package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** The program launcher is killed: what needs it ends, all else goes on, and it comes back. */
class KilledLauncherIT extends WholeProductTest {
  private static final String PATIENT =
      """
      #!/bin/sh
      while read -r line && [ -n "$line" ]; do :; done
      echo ANSWER
      read -r reply
      echo WAIT FOR DIGIT -1
      read -r reply
      """;

  private final Harbour harbour = new Harbour(meterline());

  @Test
  void itsRunsAreLostAndItIsStartedAgain() throws Exception {
    harbour.program("5903", PATIENT);
    Harbour.Customer steered = harbour.customer("1");
    Harbour.Customer other = harbour.customer("1");
    try (Phone steeredPhone = harbour.phone(steered);
        Phone otherPhone = harbour.phone(other)) {
      Dialog program = steeredPhone.call("5903");
      assertEquals(200, program.status(), program.reason());
      Dialog outside = otherPhone.call("+33123456700");
      assertEquals(200, outside.status(), outside.reason());

      long before = meterline().launcherProcess();
      RunningMeterline.kill(before);
      assertTrue(program.awaitEnd(Duration.ofSeconds(30)), "the call has lost its program");
      JsonNode record = harbour.records(steered.user(), 1).getFirst();
      JsonNode run = record.path("programRuns").path(0);
      assertEquals("lost", run.path("ending").asText(), record::toString);
      assertTrue(!record.path("reason").asText().isBlank(), record::toString);

      Patience.until(
          "programs run again",
          Duration.ofSeconds(60),
          () -> {
            Dialog next = steeredPhone.call("5903");
            next.hangUp();
            return next.status() == 200;
          });
      assertNotEquals(before, meterline().launcherProcess());
      assertTrue(meterline().part(ProgramLauncher.NAME).alive());
      assertFalse(outside.isOver(), outside::reason);
      outside.hangUp();
      harbour.records(other.user(), 1);
    }
  }
}
