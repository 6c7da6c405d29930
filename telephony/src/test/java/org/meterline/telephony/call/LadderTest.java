package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call's ladder has room for much, but not for anything. */
class LadderTest {
  private final World world = new World();

  @BeforeEach
  void aProgramSteers() {
    world.dials("500");
  }

  private List<LadderEntry> ladder() {
    world.callerHangsUp();
    world.programEnds(0, "exited");
    return world.only(CallFact.Ended.class).ladder();
  }

  private static long characters(List<LadderEntry> ladder) {
    return ladder.stream().mapToLong(e -> e.title().length() + e.detail().length()).sum();
  }

  @Test
  void aProgramsWordsFillItOnlyToAPoint() {
    String long8k = "x".repeat(8_192);
    for (int i = 0; i < 1_000; i++) {
      world.verb(new Verb.Note(long8k));
      world.verb(new Verb.SetCallerId(long8k, null));
    }
    List<LadderEntry> ladder = ladder();
    assertTrue(characters(ladder) < 70_000, characters(ladder) + " characters");
    assertTrue(ladder.stream().allMatch(entry -> entry.title().length() <= 256));
    assertTrue(
        ladder.stream().anyMatch(entry -> entry.title().equals("STEERED → ENDING")),
        "what the call did is there all the same");
  }

  @Test
  void aFloodOfMessagesFillsItOnlyToAPoint() {
    for (int i = 0; i < 1_000; i++) {
      world.caller.says(new Signalling.Event.Message(false, "INFO", "y".repeat(10_000)));
      world.settle();
    }
    List<LadderEntry> ladder = ladder();
    assertTrue(characters(ladder) < 256 << 10, characters(ladder) + " characters");
    assertEquals("the rest was left out", ladder.getLast().title());
  }
}
