package org.meterline.telephony.sip;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts wrong passwords by the address they came from and the account they were for: who has been
 * wrong too often is not listened to for the rest of the minute. Safe for many threads.
 */
final class Guesses {
  static final int MOST = 10;
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** More are not counted at once, so that a flood of made-up names fills no memory. */
  private static final int KEPT = 20_000;

  private record Who(String address, String realm, String user) {}

  private record Count(long since, int wrong) {}

  private final Clock clock;
  private final Map<Who, Count> counts = new ConcurrentHashMap<>();

  Guesses(Clock clock) {
    this.clock = clock;
  }

  /** Whether it has been wrong too often of late. */
  boolean tooMany(String address, String realm, String user) {
    Count count = counts.get(new Who(address, realm, user));
    return count != null && count.wrong >= MOST && !isOver(count, clock.millis());
  }

  void wrong(String address, String realm, String user) {
    long now = clock.millis();
    Who who = new Who(address, realm, user);
    if (counts.size() >= KEPT && !counts.containsKey(who)) {
      return;
    }
    counts.merge(
        who,
        new Count(now, 1),
        (known, one) -> isOver(known, now) ? one : new Count(known.since, known.wrong + 1));
  }

  void right(String address, String realm, String user) {
    counts.remove(new Who(address, realm, user));
  }

  /** Forgets what is over. */
  void expire() {
    long now = clock.millis();
    counts.values().removeIf(count -> isOver(count, now));
  }

  private static boolean isOver(Count count, long now) {
    return now - count.since >= WINDOW.toMillis();
  }
}
