package org.meterline.bench;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.launcher.RunningMeterline;

/**
 * So many calls a second from sipp to sipp: straight first, then through Meterline to an extension,
 * where each is held and settled.
 */
final class ExtensionCalls implements Benchmark {
  private static final String DOMAIN = "harbour.example";
  private static final Duration STAY = Duration.ofSeconds(1);

  private final int callsPerSecond;
  private final @Nullable Duration longest;

  /**
   * @param longest what 99 of 100 callers may have to wait for the 200; null where none is said
   */
  ExtensionCalls(int callsPerSecond, @Nullable Duration longest) {
    this.callsPerSecond = callsPerSecond;
    this.longest = longest;
  }

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int rate = tiny ? 6 : callsPerSecond;
    int calls = rate * (tiny ? 1 : 60);
    try (Load callee = Load.callee();
        Load caller =
            Load.caller(
                "caller-direct.xml",
                callee.address(),
                rate * (tiny ? 1 : 10),
                rate,
                STAY,
                Load.account("101", "", DOMAIN, "102"))) {
      Load.Result straight = caller.result();
      figures.accept(
          Figure.plain(
              rate + " calls/s sipp to sipp, failed",
              straight.failed() + " of " + (straight.failed() + straight.successful())));
      figures.accept(
          Figure.millis(
              rate + " calls/s sipp to sipp, INVITE to 200, p99", straight.invited().p99()));
    }
    try (Load callee = Load.callee();
        Load.Registered _ = callee.as(meterline, "102")) {
      String name = rate + " charged calls/s to an extension";
      // Nobody's traffic begins at its full rate, and a server just started compiles its code.
      if (!tiny) {
        charged(meterline, calls / 6, rate / 3);
        charged(meterline, calls / 3, 2 * rate / 3);
        charged(meterline, calls, rate);
      }
      try (Memory memory = new Memory(meterline)) {
        Load.Result through = charged(meterline, calls, rate);
        figures.accept(
            Figure.none(
                name + ", failed", through.failed(), through.failed() + through.successful()));
        figures.accept(Figure.millis(name + ", INVITE to 200, median", through.invited().median()));
        String waited = name + ", INVITE to 200, p99";
        figures.accept(
            longest == null
                ? Figure.millis(waited, through.invited().p99())
                : Figure.below(waited, through.invited().p99(), (double) longest.toMillis(), "ms"));
        memory.figures("during " + rate + " calls/s").forEach(figures);
      }
    }
  }

  private static Load.Result charged(RunningMeterline meterline, int calls, int rate)
      throws Exception {
    try (Load caller =
        Load.caller(
            "caller.xml",
            meterline.sip(),
            calls,
            rate,
            STAY,
            Load.account("101", meterline.phonePassword("101"), DOMAIN, "102"))) {
      Load.Result result = caller.result();
      if (result.failed() > 0) {
        System.out.println(result.errors());
      }
      return result;
    }
  }
}
