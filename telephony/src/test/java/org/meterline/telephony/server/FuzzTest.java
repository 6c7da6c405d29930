package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.Reached;
import org.meterline.telephony.guard.Tally;

/** A running engine is sent rubbish, and beside it calls go on as if nothing were. */
class FuzzTest {
  /** Messages in a second. */
  private static final int RATE = 300;

  private static final int MORE_SECONDS = 90;

  @TempDir private static Path folder;

  /** Threads that are there for as long as the engine is. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.matches("ForkJoinPool.*|.*process reaper.*|Attach.*|surefire.*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static long counted(Engine engine, String name) {
    return engine.tallies().stream()
        .filter(tally -> tally.name().equals(name))
        .mapToLong(Tally::value)
        .findFirst()
        .orElseThrow();
  }

  /** What an attack was, when all was well. */
  record Done(long messages, String told) {}

  /**
   * Attacks for so long while so many calls pass.
   *
   * @param number of the attacking phone
   */
  @SuppressWarnings("try") // closing may be interrupted
  static Done attack(House house, long seed, Duration time, int calls, String number)
      throws Exception {
    Engine engine = house.engine;
    Set<String> before = threads();
    assertTrue(before.size() > 2, before::toString);
    int ports = Fuzzer.udpPorts().size();
    try (var faults = new Faults();
        var innocents = new Innocents(house, calls)) {
      Done done;
      try (var fuzzer = new Fuzzer(seed, house, number)) {
        fuzzer.run(time.toSeconds() * RATE, RATE);
        // What is rare may need a little longer, by chance.
        for (int i = 0; i < MORE_SECONDS && !fuzzer.reached().all(); i++) {
          fuzzer.run(RATE, RATE);
        }
        faults.none(fuzzer::toString);
        innocents.pass();
        fuzzer.leave();
        assertEquals(0, counted(engine, "sip.faults"), fuzzer::toString);
        assertEquals(0, counted(engine, "media.faults"), fuzzer::toString);
        assertTrue(counted(engine, "sip.malformed") > 0, fuzzer::toString);
        assertTrue(fuzzer.heardOverTls() > 0, fuzzer::toString);
        assertTrue(threads().containsAll(before), () -> fuzzer + ": " + before + " " + threads());
        for (Reached.Part part : Reached.Part.values()) {
          assertTrue(fuzzer.reached().times(part) > 0, () -> part + " is not reached: " + fuzzer);
        }
        done = new Done(fuzzer.sent(), fuzzer.toString());
      }
      until("media ports are given back: " + done.told, () -> Fuzzer.udpPorts().size() <= ports);
      faults.none(done::told);
      return done;
    }
  }

  @Test
  void callsPassBesideRubbish() throws Exception {
    try (var house = new House(folder)) {
      long seed = ThreadLocalRandom.current().nextLong();
      Done _ = attack(house, seed, Duration.ofSeconds(8), 5, "7900");
    }
  }
}
