package org.meterline.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/** Two hundred calls at once, both ends talking A-law: lost packets, and what the relay adds. */
final class TalkingCalls implements Benchmark {
  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int calls = tiny ? 3 : 200;
    Streams.Result straight = straight(calls, Duration.ofSeconds(tiny ? 1 : 5));
    figures.accept(lost(calls + " calls at once, without a server, packets lost", straight, false));
    figures.accept(
        Figure.millis(
            calls + " calls at once, without a server, gap added, p99", straight.gap().p99()));

    try (PlacedCalls placed = new PlacedCalls(meterline, calls);
        Memory memory = new Memory(meterline);
        Streams streams = new Streams()) {
      figures.accept(Figure.none(calls + " calls at once, failed", placed.failed(), calls));
      placed.addTo(streams);
      Streams.Result result = streams.run(Duration.ofSeconds(tiny ? 1 : 20));
      figures.accept(
          Figure.none(
              calls + " calls at once, ended too early", placed.over(), calls - placed.failed()));
      figures.accept(lost(calls + " calls at once, packets lost", result, true));
      figures.accept(
          Figure.millis(calls + " calls at once, delay added, median", result.delay().median()));
      figures.accept(
          Figure.millis(calls + " calls at once, delay added, p99", result.delay().p99()));
      figures.accept(Figure.millis(calls + " calls at once, gap added, p99", result.gap().p99()));
      memory.figures("with " + calls + " calls at once").forEach(figures);
    }
  }

  /** A part in a thousand is not heard. */
  static Figure lost(String name, Streams.Result result, boolean target) {
    String value =
        String.format(
            Locale.ROOT,
            "%.3f %% of %,d",
            100.0 * result.lost() / Math.max(1, result.sent()),
            result.sent());
    return !target
        ? Figure.plain(name, value)
        : new Figure(
            name,
            value,
            "< 0.1 %",
            result.sent() > 0 && result.lost() * 1000 < result.sent()
                ? Figure.Verdict.MET
                : Figure.Verdict.MISSED);
  }

  /** The same streams from end to end. */
  static Streams.Result straight(int calls, Duration time) throws Exception {
    List<DatagramChannel> channels = new ArrayList<>();
    try (Streams streams = new Streams()) {
      for (int i = 0; i < 2 * calls; i++) {
        channels.add(
            DatagramChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
      }
      for (int i = 0; i < channels.size(); i++) {
        streams.add(channels.get(i), (InetSocketAddress) channels.get(i ^ 1).getLocalAddress(), 8);
      }
      return streams.run(time);
    } finally {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
    }
  }
}
