package org.meterline.bench;

import java.util.List;
import org.meterline.launcher.RunningMeterline;

/** Measures something of a running Meterline. */
interface Benchmark {
  /**
   * @param tiny a few calls only: it shall be seen to work, its figures mean nothing
   */
  List<Figure> run(RunningMeterline meterline, boolean tiny) throws Exception;
}
