package org.meterline.telephony.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who hears of trunks is told when one goes down and when it is back, once each. */
class HealthTest {
  private long now;
  private final List<String> told = new ArrayList<>();
  private final Health health =
      new Health(
          () -> now,
          Duration.ofSeconds(30),
          (trunk, seen) -> told.add(trunk + " " + seen.state() + " " + seen.reason()));

  private void passes(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void byWhatItAnswers() {
    health.answered("north");
    health.unanswered("north", "it does not answer");
    assertEquals(List.of(), told, "one lost message is no news");
    health.unanswered("north", "it does not answer");
    health.unanswered("north", "it does not answer");
    health.answered("south");
    assertEquals(List.of("north DOWN it does not answer"), told);
    health.answered("north");
    health.answered("north");
    assertEquals(List.of("north DOWN it does not answer", "north UP "), told);
  }

  /** Nobody asks a modem how it is. */
  @Test
  void byCallsAndByRest() {
    health.failed("gsm-1", "a call: 503", null);
    health.failed("gsm-1", "a call: 503", null);
    assertEquals(List.of("gsm-1 DOWN a call: 503"), told);
    passes(29);
    health.look("gsm-1");
    assertEquals(1, told.size());
    passes(1);
    health.look("gsm-1");
    health.look("gsm-1");
    health.look("never-used");
    assertEquals(List.of("gsm-1 DOWN a call: 503", "gsm-1 UP "), told);
  }

  /** It is back only when nothing is wrong any more. */
  @Test
  void oneThatIsSuspectIsNotBackYet() {
    health.unanswered("north", "silent");
    health.unanswered("north", "silent");
    health.registered("north", "its registrar says 403");
    health.answered("north");
    assertEquals(Health.State.SUSPECT, health.of("north").state());
    assertEquals(1, told.size());
    health.registered("north", null);
    assertEquals(List.of("north DOWN silent", "north UP "), told);
  }
}
