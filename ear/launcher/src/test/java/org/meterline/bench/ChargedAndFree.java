package org.meterline.bench;

import java.time.Duration;
import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/**
 * What charging costs: the same calls from sipp to sipp through Meterline, of a tenant whose calls
 * inside have no price, and of one whose calls are held and settled. First how many a second either
 * can have at most, then the processor time of all of Meterline's processes for a call, both at the
 * same rate, which none fails at.
 */
final class ChargedAndFree implements Benchmark {
  private static final Duration STAY = Duration.ofSeconds(1);

  /** Calls a second at which charging is to cost no more than is said of it. */
  private static final int TARGET = 400;

  /** Steps of the search for the most calls a second. */
  private static final int STEP = 25;

  /** Who calls whom. */
  private record Pair(String caller, String callee, String domain) {
    Load.Result calls(RunningMeterline meterline, int calls, int rate) throws Exception {
      var account = Load.account(caller, meterline.phonePassword(caller), domain, callee);
      try (var load = Load.caller("caller.xml", meterline.sip(), calls, rate, STAY, account)) {
        return load.result();
      }
    }
  }

  private static final Pair CHARGED = new Pair("101", "102", "harbour.example");
  private static final Pair FREE = new Pair("201", "202", "meadow.example");

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    try (var first = Load.callee();
        var _ = first.as(meterline, CHARGED.callee());
        var second = Load.callee();
        var _ = second.as(meterline, FREE.callee())) {
      for (int warm = 1; warm <= 3 && !tiny; warm++) {
        FREE.calls(meterline, 300 * warm, 30 * warm);
        CHARGED.calls(meterline, 300 * warm, 30 * warm);
      }
      // A server gets faster with what it has done: as much of it before the one as the other.
      int mostFree = tiny ? 1 : most(meterline, FREE);
      int mostCharged = tiny ? 1 : most(meterline, CHARGED);
      mostCharged = tiny ? 1 : Math.max(mostCharged, most(meterline, CHARGED));
      mostFree = tiny ? 1 : Math.max(mostFree, most(meterline, FREE));
      figures.accept(Figure.plain("charged calls at most, none failed", mostCharged + "/s"));
      figures.accept(Figure.plain("free calls at most, none failed", mostFree + "/s"));
      figures.accept(
          Figure.above("charged of free calls", 100.0 * mostCharged / mostFree, 80, "%"));
      int rate = tiny ? 5 : Math.min(TARGET, mostCharged * 4 / 5);
      int calls = rate * (tiny ? 1 : 20);
      double free = cost(meterline, FREE, calls, rate);
      double charged = cost(meterline, CHARGED, calls, rate);
      charged = (charged + cost(meterline, CHARGED, calls, rate)) / 2;
      free = (free + cost(meterline, FREE, calls, rate)) / 2;
      String at = ", at " + rate + " calls/s";
      figures.accept(Figure.millis("processor time of a call that is free" + at, free));
      figures.accept(Figure.millis("processor time of a charged call" + at, charged));
      figures.accept(Figure.below("processor time of charging a call", charged - free, 1, "ms"));
    }
  }

  /** Milliseconds of processor time that a call takes. */
  private static double cost(RunningMeterline meterline, Pair pair, int calls, int rate)
      throws Exception {
    var before = meterline.processorTime();
    var result = pair.calls(meterline, calls, rate);
    if (result.failed() > 0) {
      throw new IllegalStateException(result.failed() + " calls failed: " + result.errors());
    }
    return meterline.processorTime().minus(before).toNanos() / 1e6 / calls;
  }

  /** The highest rate at which no call of ten seconds fails, or of ten seconds more. */
  private static int most(RunningMeterline meterline, Pair pair) throws Exception {
    int rate = 4 * STEP;
    for (int failed = 0; failed < 2; failed++) {
      while (pair.calls(meterline, 10 * rate, rate).failed() == 0) {
        rate += STEP;
        failed = 0;
      }
    }
    return rate - STEP;
  }
}
