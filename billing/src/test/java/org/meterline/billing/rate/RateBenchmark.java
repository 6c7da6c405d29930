package org.meterline.billing.rate;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/**
 * Matches and costs per second on one thread, and the memory of a large deck. Prints a line for
 * each figure: name, value, unit, {@code >} or {@code <}, target, with tabs between. Run with
 * {@code [seconds [prefixes [prefixes of the large deck]]]}.
 */
public final class RateBenchmark {
  private static final Instant MONDAY = Instant.parse("2026-11-23T00:00:00Z");
  private static final int CALLS = 1 << 16;

  private final RateDeck deck;
  private final String[] numbers = new String[CALLS];
  private final Instant[] starts = new Instant[CALLS];
  private final long[] seconds = new long[CALLS];

  private RateBenchmark(int prefixes) {
    var random = new Random(1);
    var lines = lines(prefixes, random);
    deck = compiled(lines);
    for (int i = 0; i < CALLS; i++) {
      var number = new StringBuilder("+").append(lines.get(random.nextInt(lines.size())).prefix());
      while (number.length() < 13) {
        number.append((char) ('0' + random.nextInt(10)));
      }
      numbers[i] = number.toString();
      starts[i] = MONDAY.plusSeconds(random.nextLong(7 * 86_400));
      seconds[i] = random.nextLong(1, random.nextInt(10) == 0 ? 3600 : 300);
    }
  }

  public static void main(String[] arguments) {
    var numbers = Arrays.stream(arguments).map(Integer::parseInt).toList();
    int seconds = numbers.isEmpty() ? 5 : numbers.get(0);
    int prefixes = numbers.size() < 2 ? 36_000 : numbers.get(1);
    int large = numbers.size() < 3 ? 500_000 : numbers.get(2);
    run(Duration.ofSeconds(seconds), prefixes, large).forEach(System.out::println);
  }

  /** Answers a line for each figure. */
  static List<String> run(Duration each, int prefixes, int large) {
    var bench = new RateBenchmark(prefixes);
    bench.rate(each); // to warm
    long perSecond = bench.rate(each);
    return List.of(
        "match and cost, one thread, %,d prefixes with time bands\t%d\t/s\t>\t1000000"
            .formatted(prefixes, perSecond),
        "heap of a deck of %,d prefixes\t%d\tMB\t<\t200".formatted(large, heap(large)));
  }

  private long rate(Duration each) {
    long began = System.nanoTime();
    long end = began + each.toNanos();
    long done = 0;
    long units = 0;
    while (System.nanoTime() < end) {
      for (int n = 0; n < 1000; n++) {
        int i = (int) (done++ % CALLS);
        var tariff = deck.tariff(numbers[i], starts[i]);
        if (tariff == null) {
          throw new IllegalStateException("no price for " + numbers[i]);
        }
        units += Cost.of(tariff, starts[i], seconds[i]).units();
      }
    }
    if (units <= 0) {
      throw new IllegalStateException("nothing was charged");
    }
    return done * 1_000_000_000L / (System.nanoTime() - began);
  }

  private static long heap(int prefixes) {
    long before = used();
    var deck = compiled(lines(prefixes, new Random(2)));
    long after = used();
    if (deck.size() < prefixes) {
      throw new IllegalStateException("lines are missing");
    }
    return (after - before) >> 20;
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static RateDeck compiled(List<Rate> lines) {
    var calendar =
        Lines.calendar(
            """
            Europe/Berlin; 2026-12-25; 2026-12-26; peak 12345 08:00-18:00;
            night 1234567H 22:00-06:00; weekend 67H 00:00-24:00""");
    return RateDeck.compile(Lines.terms("EUR", RoundingMode.HALF_UP, calendar), lines);
  }

  /** Prefixes as decks have them: each with a price at any time and another at its peak. */
  private static List<Rate> lines(int prefixes, Random random) {
    var prices =
        random
            .ints(200, 1, 2000)
            .mapToObj(p -> BigDecimal.valueOf(p, 4))
            .toArray(BigDecimal[]::new);
    var seen = new HashSet<String>();
    var lines = new ArrayList<Rate>();
    while (seen.size() < prefixes) {
      var prefix = new StringBuilder();
      prefix.append((char) ('1' + random.nextInt(9)));
      int length = 2 + random.nextInt(8);
      while (prefix.length() < length) {
        prefix.append((char) ('0' + random.nextInt(10)));
      }
      if (seen.add(prefix.toString())) {
        var destination = "Destination";
        lines.add(
            Rate.to(prefix.toString(), destination)
                .line(lines.size() + 1)
                .price(prices[random.nextInt(prices.length)])
                .increments(30, 6)
                .build());
        if (prefixes < 100_000) {
          lines.add(
              Rate.to(prefix.toString(), destination)
                  .line(lines.size() + 1)
                  .price(prices[random.nextInt(prices.length)])
                  .increments(30, 6)
                  .in("peak")
                  .build());
        }
      }
    }
    return lines;
  }
}
