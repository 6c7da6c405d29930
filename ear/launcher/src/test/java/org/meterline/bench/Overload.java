package org.meterline.bench;

import java.time.Duration;
import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/**
 * Twice as many calls as it can carry, from sipp to sipp through Meterline: how many of them are
 * completed, of as many as were at best. Those that are not let in get 503 at once.
 */
final class Overload implements Benchmark {
  private static final Duration STAY = Duration.ofSeconds(1);
  private static final int SECONDS = 10;
  private static final int SECONDS_OVERLOADED = 30;
  private static final int LOWEST = 60;
  private static final int HIGHEST = 1_000;

  /** What came of so many calls a second. */
  private record Rate(int offered, int completed, int refused, Times invited) {}

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    try (var callee = Load.callee();
        var _ = callee.as(meterline, "202")) {
      Rate best;
      if (tiny) {
        best = offered(meterline, 5, 1);
      } else {
        // A server that has just begun carries less with each call that it has to learn from.
        for (int rate = 30; rate <= 90; rate += 30) {
          offered(meterline, rate, SECONDS);
        }
        best = best(meterline);
      }
      figures.accept(
          Figure.plain(
              "calls completed at best",
              best.completed() + "/s of " + best.offered() + "/s offered"));
      figures.accept(Figure.millis("INVITE to 200 at best, p99", best.invited().p99()));
      Rate twice = offered(meterline, 2 * best.completed(), tiny ? 1 : SECONDS_OVERLOADED);
      figures.accept(
          Figure.plain(
              "of " + twice.offered() + "/s, completed, refused",
              twice.completed() + "/s, " + twice.refused() + "/s"));
      figures.accept(
          Figure.above(
              "completed at twice the load, of the best",
              100.0 * twice.completed() / best.completed(),
              80,
              "%"));
      figures.accept(
          Figure.millis("INVITE to 200 at twice the load, median", twice.invited().median()));
      figures.accept(Figure.millis("INVITE to 200 at twice the load, p99", twice.invited().p99()));
      Rate after = offered(meterline, Math.max(1, best.completed() / 2), tiny ? 1 : SECONDS);
      figures.accept(
          Figure.plain(
              "right after, of " + after.offered() + "/s, completed", after.completed() + "/s"));
    }
  }

  /** The most that are completed in a second, whatever is offered. */
  private static Rate best(RunningMeterline meterline) throws Exception {
    Rate best = offered(meterline, LOWEST, SECONDS);
    int without = 0;
    for (int rate = LOWEST * 5 / 4; rate <= HIGHEST && without < 2; rate += rate / 4) {
      Rate now = offered(meterline, rate, SECONDS);
      without = now.completed() <= best.completed() ? without + 1 : 0;
      best = without == 0 ? now : best;
    }
    return best;
  }

  private static Rate offered(RunningMeterline meterline, int rate, int seconds) throws Exception {
    var account = Load.account("201", meterline.phonePassword("201"), "meadow.example", "202");
    try (var load =
        Load.caller("caller.xml", meterline.sip(), rate * seconds, rate, STAY, account)) {
      Load.Result result = load.result();
      return new Rate(
          rate, result.successful() / seconds, result.failed() / seconds, result.invited());
    }
  }
}
