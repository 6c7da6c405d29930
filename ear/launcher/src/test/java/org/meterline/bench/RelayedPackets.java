package org.meterline.bench;

import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/**
 * What forwarding a packet costs at 40,000 packets a second, plain and with SRTP on one leg, beside
 * what it costs rtpengine, in a virtual machine of its own.
 */
final class RelayedPackets implements Benchmark {
  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    if (tiny) {
      return;
    }
    for (String line :
        Parts.main("telephony", "org.meterline.telephony.media.RelayBenchmark", "400", "10")) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 5) {
        double value = Double.parseDouble(fields[1]);
        figures.accept(Figure.below(fields[0], value, Double.parseDouble(fields[4]), fields[2]));
      } else if (fields.length == 3) {
        figures.accept(Figure.plain(fields[0], fields[1] + " " + fields[2]));
      }
    }
  }
}
