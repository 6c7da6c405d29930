package org.meterline.telephony.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.meterline.telephony.Patience;

/**
 * {@code ./meterline fuzz [seconds [seed]]}: sends an engine of its own what {@link Fuzzer} sends
 * while sipp's calls pass beside it, then looks whether anything was left behind.
 */
final class Fuzz {
  private Fuzz() {}

  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofSeconds(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60);
    long seed =
        arguments.length > 1
            ? Long.parseLong(arguments[1])
            : ThreadLocalRandom.current().nextLong();
    System.out.println("  fuzzing for " + time.toSeconds() + " s with seed " + seed);
    Path folder = Files.createTempDirectory("fuzz");
    try (var house = new House(folder)) {
      String done = FuzzTest.attack(house, seed, time, (int) Math.max(1, time.toSeconds() / 2));
      Patience.until(
          "transactions end", () -> FuzzTest.counted(house.engine, "sip.transactions") == 0);
      System.out.println("  every call passed, nothing was left behind: " + done);
      house.engine.tallies().stream()
          .filter(tally -> tally.value() > 0)
          .forEach(tally -> System.out.printf("    %-24s %,12d%n", tally.name(), tally.value()));
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }
}
