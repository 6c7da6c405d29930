package org.meterline.bench;

import java.time.Duration;
import java.util.List;
import org.meterline.launcher.RunningMeterline;

/**
 * Twice as many calls as it can carry, from sipp to sipp through Meterline: how many of them are
 * completed, of as many as were at best. Those that are not let in get 503 at once.
 */
final class Overload implements Benchmark {
  private static final Duration STAY = Duration.ofSeconds(1);
  private static final int SECONDS = 8;
  private static final int SECONDS_OVERLOADED = 20;
  private static final int HIGHEST = 400;

  @Override
  public List<Figure> run(RunningMeterline meterline, boolean tiny) throws Exception {
    try (var callee = Load.callee()) {
      var password = meterline.phonePassword("202");
      register(callee, meterline, password, Duration.ofMinutes(10));
      int best = tiny ? completed(meterline, 5, 1) : best(meterline);
      int twice = completed(meterline, 2 * best, tiny ? 1 : SECONDS_OVERLOADED);
      register(callee, meterline, password, Duration.ZERO);
      return List.of(
          Figure.plain("calls completed at best", best + "/s"),
          Figure.plain("of twice as many, completed", twice + "/s"),
          Figure.above("completed at twice the load, of the best", 100.0 * twice / best, 80, "%"));
    }
  }

  private static void register(
      Load phone, RunningMeterline meterline, String password, Duration expires) throws Exception {
    phone.register(meterline.sip(), "202", password, "meadow.example", expires);
  }

  /** The most that are completed in a second, whatever is offered. */
  private static int best(RunningMeterline meterline) throws Exception {
    int best = 0;
    for (int rate = 50; rate <= HIGHEST; rate += rate / 2) {
      int now = completed(meterline, rate, SECONDS);
      if (now <= best) {
        break;
      }
      best = now;
    }
    return best;
  }

  private static int completed(RunningMeterline meterline, int rate, int seconds) throws Exception {
    var account = Load.account("201", meterline.phonePassword("201"), "meadow.example", "202");
    try (var load =
        Load.caller("caller.xml", meterline.sip(), rate * seconds, rate, STAY, account)) {
      return load.result().successful() / seconds;
    }
  }
}
