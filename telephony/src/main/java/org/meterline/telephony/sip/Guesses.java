package org.meterline.telephony.sip;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Counts wrong passwords by the address they came from and the account they were for: who has been
 * wrong too often is not listened to for the rest of the minute. Safe for many threads.
 *
 * <p>A flood of made-up names fills no memory: when there are too many, the one that was longest
 * not heard of is forgotten. So nobody is shut out by others' names, and who wants to be forgotten
 * has to be wrong under {@link #KEPT} other names first.
 */
final class Guesses {
  static final int MOST = 10;
  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int KEPT = 100_000;

  /** Of a longer name this much counts, in characters; nobody's name is so long. */
  private static final int LONGEST = 64;

  private record Who(String address, String realm, String user) {
    static Who of(String address, String realm, String user) {
      return new Who(address, realm, user.length() > LONGEST ? user.substring(0, LONGEST) : user);
    }
  }

  private record Count(long since, int wrong) {}

  private final Clock clock;
  private final Map<Who, Count> counts = new Allowance.Latest<>(KEPT);

  Guesses(Clock clock) {
    this.clock = clock;
  }

  /** Whether it has been wrong too often of late. */
  synchronized boolean tooMany(String address, String realm, String user) {
    if (counts.isEmpty()) {
      return false;
    }
    Count count = counts.get(Who.of(address, realm, user));
    return count != null && count.wrong >= MOST && !isOver(count, clock.millis());
  }

  synchronized void wrong(String address, String realm, String user) {
    long now = clock.millis();
    counts.merge(
        Who.of(address, realm, user),
        new Count(now, 1),
        (known, one) -> isOver(known, now) ? one : new Count(known.since, known.wrong + 1));
  }

  synchronized void right(String address, String realm, String user) {
    if (!counts.isEmpty()) {
      counts.remove(Who.of(address, realm, user));
    }
  }

  /** Forgets what is over. */
  synchronized void expire() {
    long now = clock.millis();
    counts.values().removeIf(count -> isOver(count, now));
  }

  /** How many are counted. */
  synchronized int size() {
    return counts.size();
  }

  private static boolean isOver(Count count, long now) {
    return now - count.since >= WINDOW.toMillis();
  }
}
