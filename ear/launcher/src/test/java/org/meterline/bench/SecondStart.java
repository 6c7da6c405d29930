package org.meterline.bench;

import java.util.List;
import org.meterline.launcher.RunningMeterline;

/** A start with the data of an earlier one. */
final class SecondStart implements Benchmark {
  @Override
  public List<Figure> run(RunningMeterline meterline, boolean tiny) throws Exception {
    if (tiny) {
      return List.of(); // the tests of the whole product restart it anyway
    }
    return List.of(Figure.below("second start", meterline.restart().toMillis() / 1e3, 45, "s"));
  }
}
