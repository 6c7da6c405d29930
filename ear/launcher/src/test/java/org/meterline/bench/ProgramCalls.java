package org.meterline.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.meterline.launcher.RunningMeterline;

/** Calls to a shell program, by sipp: one at a time, then thirty a second. */
final class ProgramCalls implements Benchmark {
  @Override
  public List<Figure> run(RunningMeterline meterline, boolean tiny) throws Exception {
    List<Figure> figures = new ArrayList<>();
    calls(meterline, tiny ? 1 : 20, 10, Duration.ofMillis(50), "-l", "1"); // warm
    Load.Result alone = calls(meterline, tiny ? 2 : 200, 10, Duration.ofMillis(50), "-l", "1");
    figures.add(Figure.none("one at a time to a program, failed", alone.failed(), total(alone)));
    figures.add(Figure.millis("one at a time, INVITE to 200, median", alone.invited().median()));
    figures.add(Figure.below("one at a time, INVITE to 200, p99", alone.invited().p99(), 60, "ms"));

    int rate = tiny ? 5 : 30;
    Load.Result many = calls(meterline, rate * (tiny ? 1 : 30), rate, Duration.ofSeconds(1));
    figures.add(Figure.none(rate + " calls/s to a program, failed", many.failed(), total(many)));
    figures.add(Figure.millis(rate + " calls/s, INVITE to 200, median", many.invited().median()));
    figures.add(Figure.millis(rate + " calls/s, INVITE to 200, p99", many.invited().p99()));
    return figures;
  }

  private static int total(Load.Result result) {
    return result.successful() + result.failed();
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
