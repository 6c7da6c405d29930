package org.meterline.bench;

import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/** Measures something of a running Meterline. */
interface Benchmark {
  /**
   * @param tiny a few calls only: it shall be seen to work, its figures mean nothing
   * @param figures takes each as soon as it is measured, so that none is lost when another fails
   */
  void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures) throws Exception;
}
