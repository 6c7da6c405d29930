package org.meterline.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.meterline.launcher.Patience;
import org.meterline.launcher.RunningMeterline;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** From the 200 of a shell program to the first sound of its first prompt, as a phone hears it. */
final class FirstPrompt implements Benchmark {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    List<Double> millis = new ArrayList<>();
    try (Phone phone = meterline.phone("101", Ladder.discarding())) {
      if (phone.register(Duration.ofMinutes(10)) != 200) {
        throw new IllegalStateException("the phone is not let in");
      }
      for (int i = 0; i < (tiny ? 1 : 10); i++) {
        one(phone); // warm
      }
      for (int i = 0; i < (tiny ? 2 : 100); i++) {
        millis.add(one(phone));
      }
      phone.register(Duration.ZERO);
    }
    Times times = new Times(millis);
    figures.accept(Figure.millis("answer to first prompt, median", times.median()));
    figures.accept(Figure.below("answer to first prompt, p99", times.p99(), 300, "ms"));
  }

  private static double one(Phone phone) throws Exception {
    try (Dialog call = phone.call("500")) {
      if (call.status() != 200) {
        throw new IllegalStateException("the program's number answers " + call.status());
      }
      Patience.until(
          "the prompt is heard", LIMIT, () -> call.audio().firstSoundNanos() != 0 || call.isOver());
      double millis = (call.audio().firstSoundNanos() - call.answeredNanos()) / 1e6;
      call.hangUp();
      return millis;
    }
  }
}
