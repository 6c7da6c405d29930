package org.meterline.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.meterline.launcher.Patience;
import org.meterline.launcher.RunningMeterline;

/**
 * Thousands of calls that are up: what a call costs that comes beside them, what those that are
 * just there cost, and, once hundreds talk as well, how much memory all take.
 */
final class StandingCalls implements Benchmark {
  private static final String DOMAIN = "meadow.example";

  /** Of the calls that only stand there. */
  private static final int SETUP_RATE = 50;

  private static final int PROBE_RATE = 20;
  private static final Duration PROBE_STAY = Duration.ofSeconds(1);

  /** A cost that has grown by less has not: so much differs from one look to the next. */
  private static final double NOISE_PERCENT = 125;

  private static final int HEAP_MIB = 2048;
  private static final int RESIDENT_MIB = 4096;

  /** What stands is put up in steps, and all stays until the last figure is there. */
  private static final Duration STEP = Duration.ofSeconds(40);

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int[] steps = tiny ? new int[] {2, 4} : new int[] {500, 1_500, 3_000};
    List<Load> standing = new ArrayList<>();
    try (Load callee = Load.callee();
        Load.Registered _ = callee.as(meterline, "202");
        Memory memory = new Memory(meterline, HEAP_MIB, RESIDENT_MIB)) {
      warm(meterline, tiny);
      cost(meterline, 0, tiny, figures);
      int up = 0;
      double first = Double.NaN;
      double last = Double.NaN;
      for (int step = 0; step < steps.length; step++) {
        standing.add(place(meterline, steps[step] - up, stay(steps, step, tiny)));
        up = steps[step];
        awaitUp(meterline, up);
        last = cost(meterline, up, tiny, figures);
        first = step == 0 ? last : first;
      }
      talk(meterline, memory, up, tiny, figures);
      int failed = 0;
      for (Load each : standing) {
        failed += each.result().failed();
      }
      figures.accept(Figure.none(name(up) + ", failed", failed, up));
      String grown = "processor time of a call beside " + up + ", of one beside " + steps[0];
      double percent = 100 * last / first;
      figures.accept(
          tiny
              ? Figure.plain(grown, "too few to tell")
              : Figure.below(grown, percent, NOISE_PERCENT, "%"));
    } finally {
      for (Load each : standing) {
        each.close();
      }
    }
  }

  private static String name(int calls) {
    return String.format(Locale.ROOT, "%,d calls up without media", calls);
  }

  private static String[] account(RunningMeterline meterline) {
    return Load.account("201", meterline.phonePassword("201"), DOMAIN, "202");
  }

  /** A server that has just begun gets faster with each call: that is not looked for here. */
  private static void warm(RunningMeterline meterline, boolean tiny) throws Exception {
    int calls = tiny ? 5 : 3_000;
    try (Load load =
        Load.caller(
            "caller.xml",
            meterline.sip(),
            calls,
            tiny ? 5 : 75,
            Duration.ZERO,
            account(meterline))) {
      load.result();
    }
  }

  /** How long the calls of a step stay: until the last step and the talk are over. */
  private static Duration stay(int[] steps, int step, boolean tiny) {
    return tiny
        ? Duration.ofSeconds(20 - 6L * step)
        : STEP.multipliedBy(steps.length - step)
            .plusSeconds((steps[2] - steps[step]) / SETUP_RATE)
            .plusSeconds(60);
  }

  private static Load place(RunningMeterline meterline, int calls, Duration stay) throws Exception {
    List<String> options = new ArrayList<>(List.of(account(meterline)));
    options.addAll(List.of("-l", Integer.toString(2 * calls)));
    return Load.caller(
        "caller.xml", meterline.sip(), calls, SETUP_RATE, stay, options.toArray(String[]::new));
  }

  private static void awaitUp(RunningMeterline meterline, int calls) throws Exception {
    Patience.until(
        calls + " calls are up",
        Duration.ofSeconds(20 + calls / SETUP_RATE),
        () -> meterline.callsNow() >= calls);
  }

  /** Milliseconds of processor time of a call that comes beside those that are up. */
  private static double cost(
      RunningMeterline meterline, int up, boolean tiny, Consumer<Figure> figures) throws Exception {
    Duration look = Duration.ofSeconds(tiny ? 1 : 10);
    Duration before = meterline.processorTime();
    TimeUnit.NANOSECONDS.sleep(look.toNanos());
    double idle = meterline.processorTime().minus(before).toNanos() / (double) look.toNanos();

    int calls = tiny ? 3 : 10 * PROBE_RATE;
    long began = System.nanoTime();
    before = meterline.processorTime();
    try (Load probe =
        Load.caller(
            "caller.xml", meterline.sip(), calls, PROBE_RATE, PROBE_STAY, account(meterline))) {
      Load.Result result = probe.result();
      if (result.failed() > 0) {
        throw new IllegalStateException(
            result.failed() + " calls beside " + up + " failed: " + result.errors());
      }
      double nanos = meterline.processorTime().minus(before).toNanos();
      double milliseconds = (nanos - idle * (System.nanoTime() - began)) / 1e6 / calls;
      figures.accept(
          Figure.millis(
              String.format(Locale.ROOT, "processor time of a call beside %,d", up), milliseconds));
      figures.accept(
          Figure.plain(
              String.format(Locale.ROOT, "of one core, %,d calls that are just there", up),
              String.format(Locale.ROOT, "%.1f %%", 100 * idle)));
      figures.accept(
          Figure.millis(
              String.format(Locale.ROOT, "INVITE to 200 beside %,d, p99", up),
              result.invited().p99()));
      return milliseconds;
    }
  }

  private static void talk(
      RunningMeterline meterline, Memory memory, int up, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int talking = tiny ? 2 : 500;
    try (PlacedCalls placed = new PlacedCalls(meterline, talking);
        Streams streams = new Streams()) {
      placed.addTo(streams);
      Streams.Result result = streams.run(Duration.ofSeconds(tiny ? 1 : 15));
      String name = String.format(Locale.ROOT, "%,d calls that talk beside %,d", talking, up);
      figures.accept(Figure.none(name + ", failed", placed.failed(), talking));
      figures.accept(Figure.none(name + ", ended too early", placed.over(), talking));
      figures.accept(TalkingCalls.lost(name + ", packets lost", result, true));
      figures.accept(Figure.millis(name + ", delay added, p99", result.delay().p99()));
      figures.accept(Figure.plain(name + ", up together", String.valueOf(meterline.callsNow())));
      memory
          .figures(String.format(Locale.ROOT, "with %,d calls up", up + talking))
          .forEach(figures);
    }
  }
}
