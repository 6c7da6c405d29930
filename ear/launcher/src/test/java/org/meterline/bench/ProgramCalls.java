package org.meterline.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/**
 * Calls to a shell program, by sipp: one at a time, then thirty a second; on a server just started,
 * and again when two minutes of calls have warmed it.
 */
final class ProgramCalls implements Benchmark {
  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int rate = tiny ? 5 : 30;
    int minute = rate * (tiny ? 1 : 60);
    String alone = "one at a time to a program";
    String many = rate + " calls/s to a program";

    oneAtATime(meterline, tiny ? 1 : 20);
    Load.Result cold = oneAtATime(meterline, tiny ? 2 : 200);
    Load.Result coldMany = calls(meterline, minute / 2, rate, Duration.ofSeconds(1));
    justStarted(alone, cold, figures);
    justStarted(many, coldMany, figures);
    calls(meterline, 2 * minute, rate, Duration.ofSeconds(1)); // warm
    Load.Result warm = oneAtATime(meterline, tiny ? 2 : 200);
    Load.Result warmMany = calls(meterline, minute / 2, rate, Duration.ofSeconds(1));

    figures.accept(
        Figure.none(alone + ", failed", warm.failed() + cold.failed(), total(warm, cold)));
    figures.accept(Figure.millis(alone + ", INVITE to 200, median", warm.invited().median()));
    figures.accept(Figure.below(alone + ", INVITE to 200, p99", warm.invited().p99(), 60, "ms"));

    figures.accept(
        Figure.none(
            many + ", failed", warmMany.failed() + coldMany.failed(), total(warmMany, coldMany)));
    figures.accept(Figure.millis(many + ", INVITE to 200, median", warmMany.invited().median()));
    figures.accept(Figure.millis(many + ", INVITE to 200, p99", warmMany.invited().p99()));
  }

  /** The same on a server that compiles its code at that time. */
  private static void justStarted(String name, Load.Result cold, Consumer<Figure> figures) {
    figures.accept(Figure.millis(name + ", just started, median", cold.invited().median()));
    figures.accept(Figure.millis(name + ", just started, p99", cold.invited().p99()));
  }

  private static Load.Result oneAtATime(RunningMeterline meterline, int calls) throws Exception {
    return calls(meterline, calls, 10, Duration.ofMillis(50), "-l", "1");
  }

  private static int total(Load.Result... results) {
    return Arrays.stream(results).mapToInt(r -> r.successful() + r.failed()).sum();
  }

  private static Load.Result calls(
      RunningMeterline meterline, int calls, int rate, Duration stay, String... more)
      throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of(Load.account("101", meterline.phonePassword("101"), "harbour.example", "500")));
    options.addAll(List.of(more));
    try (Load caller =
        Load.caller(
            "caller.xml", meterline.sip(), calls, rate, stay, options.toArray(String[]::new))) {
      Load.Result result = caller.result();
      if (result.failed() > 0) {
        System.out.println(result.errors());
      }
      return result;
    }
  }
}
