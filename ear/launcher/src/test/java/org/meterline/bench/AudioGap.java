package org.meterline.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/**
 * How much later than the one before a packet comes because of what is in between, with 200 calls
 * of which both ends talk, garbage collection and everything else of a running Meterline included;
 * the same streams without a server and through rtpengine for comparison.
 */
final class AudioGap implements Benchmark {
  private static final double TARGET_MILLIS = 20;
  private static final int TIMES_RTPENGINE = 2;

  private final Duration time;

  AudioGap(Duration time) {
    this.time = time;
  }

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    int calls = tiny ? 3 : 200;
    Duration during = tiny ? Duration.ofSeconds(1) : time;
    String title = String.format(Locale.ROOT, "%d calls for %d s, ", calls, during.toSeconds());
    add(figures, title + "without a server, ", TalkingCalls.straight(calls, during));
    Streams.Result theirs;
    try (RtpengineStreams rtpengine = new RtpengineStreams();
        Streams streams = new Streams()) {
      for (int i = 0; i < calls; i++) {
        rtpengine.join("gap-" + i, streams);
      }
      theirs = streams.run(during);
    }
    add(figures, title + "rtpengine, ", theirs);
    try (PlacedCalls placed = new PlacedCalls(meterline, calls);
        Streams streams = new Streams()) {
      placed.addTo(streams);
      Streams.Result ours = streams.run(during);
      figures.accept(Figure.none(title + "failed", placed.failed(), calls));
      figures.accept(Figure.none(title + "ended too early", placed.over(), calls));
      figures.accept(TalkingCalls.lost(title + "packets lost", ours, true));
      figures.accept(Figure.millis(title + "gap added, p99", ours.gap().p99()));
      figures.accept(
          Figure.below(title + "gap added, p99.99", ours.gap().p9999(), TARGET_MILLIS, "ms"));
      figures.accept(
          Figure.below(
              title + "gap added at most (target: twice rtpengine's)",
              ours.gap().worst(),
              TIMES_RTPENGINE * theirs.gap().worst(),
              "ms"));
    }
  }

  private static void add(Consumer<Figure> figures, String title, Streams.Result result) {
    figures.accept(TalkingCalls.lost(title + "packets lost", result, false));
    figures.accept(Figure.millis(title + "gap added, p99", result.gap().p99()));
    figures.accept(Figure.millis(title + "gap added, p99.99", result.gap().p9999()));
    figures.accept(Figure.millis(title + "gap added at most", result.gap().worst()));
  }
}
