package org.meterline.telephony.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.meterline.telephony.program.FuzzedLauncher;
import org.meterline.telephony.sip.KeptTransactions;

/**
 * {@code ./meterline fuzz [seconds [seed]]}: sends an engine of its own what {@link Fuzzer} sends
 * while sipp's calls pass beside it, then looks whether anything was left behind: after a first
 * part, and again after the rest, when nothing may have grown with it.
 */
final class Fuzz {
  /** The first part: classes are loaded, pools are filled, and it is more for a longer whole. */
  private static final int LEAST_SECONDS = 8;

  /** A caller may be left to ring for three minutes. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final long POLL_NANOS = Duration.ofMillis(100).toNanos();

  private final House house;
  private final Path folder;

  private Fuzz(House house, Path folder) {
    this.house = house;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
    long seed =
        arguments.length > 1
            ? Long.parseLong(arguments[1])
            : ThreadLocalRandom.current().nextLong();
    System.out.println("  fuzzing for " + seconds + " s with seed " + seed);
    boolean well = false;
    Path folder = Files.createTempDirectory("fuzz");
    try (var house = new House(folder)) {
      well = new Fuzz(house, folder).run(seconds, seed);
    } catch (Exception | AssertionError e) {
      System.out.println("  it failed, seed " + seed);
      e.printStackTrace();
    }
    if (!well) {
      System.out.println("  to repeat it: ./meterline fuzz " + seconds + " " + seed);
    }
    System.exit(well ? 0 : 1);
  }

  private boolean run(int seconds, long seed) throws Exception {
    int first = Math.max(LEAST_SECONDS, seconds / 10);
    int rest = Math.max(LEAST_SECONDS, seconds - first);
    var _ = attack(seed, first, "7900");
    Footprint before = held();
    FuzzTest.Done done = attack(seed + 1, rest, "7901");
    Footprint after = held();
    System.out.println("  every call passed: " + done.told());
    house.engine.tallies().stream()
        .filter(tally -> tally.value() > 0)
        .forEach(tally -> System.out.printf("    %-24s %,12d%n", tally.name(), tally.value()));
    var growth = new Growth(before, after, done.messages());
    growth.lines().forEach(line -> System.out.println("    " + line));
    List<String> exceeded = growth.exceeded();
    exceeded.forEach(line -> System.out.println("  " + line));
    if (exceeded.isEmpty()) {
      System.out.println("  nothing was left behind, and nothing grew; seed " + seed);
    }
    return exceeded.isEmpty();
  }

  private FuzzTest.Done attack(long seed, int seconds, String number) throws Exception {
    int calls = Math.max(1, seconds / 2);
    FuzzTest.Done done = FuzzTest.attack(house, seed, Duration.ofSeconds(seconds), calls, number);
    // By itself, for the link says as an error that a launcher is gone.
    int ended = new FuzzedLauncher(new Random(seed)).run(folder, 5 + seconds / 5);
    System.out.println("  " + ended + " runs of programs ended, whatever a launcher said of them");
    return done;
  }

  /** What is held when all is over that ends by itself. */
  private Footprint held() throws IOException {
    long began = System.nanoTime();
    for (long left = transactions(); left > 0; left = transactions()) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        KeptTransactions.of(house.sip).forEach(System.out::println);
        throw new AssertionError("LEFT BEHIND: " + left + " transactions");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    house.facts.clear();
    house.asked.clear();
    house.news.clear();
    return Footprint.now();
  }

  private long transactions() {
    return FuzzTest.counted(house.engine, "sip.transactions");
  }
}
