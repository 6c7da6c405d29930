package org.meterline.bench;

import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/** A start with the data of an earlier one. */
final class SecondStart implements Benchmark {
  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    if (!tiny) { // the tests of the whole product restart it anyway
      figures.accept(Figure.below("second start", meterline.restart().toMillis() / 1e3, 45, "s"));
    }
  }
}
