package org.meterline.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.meterline.launcher.RunningMeterline;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** Two hundred calls at once, both ends talking A-law: lost packets, and what the relay adds. */
final class TalkingCalls implements Benchmark {
  @Override
  public List<Figure> run(RunningMeterline meterline, boolean tiny) throws Exception {
    int calls = tiny ? 3 : 200;
    List<Figure> figures = new ArrayList<>();
    Streams.Result straight = straight(calls, Duration.ofSeconds(tiny ? 1 : 5));
    figures.add(lost(calls + " calls at once, without a server, packets lost", straight, false));
    figures.add(
        Figure.millis(
            calls + " calls at once, without a server, gap added, p99", straight.gap().p99()));

    try (Phone caller = meterline.phone("101", Ladder.discarding());
        Phone callee = meterline.phone("102", Ladder.discarding());
        Memory memory = new Memory(meterline);
        Streams streams = new Streams()) {
      caller.leaveAudio();
      callee.leaveAudio();
      Queue<Dialog> answered = new ConcurrentLinkedQueue<>();
      Semaphore answers = new Semaphore(0);
      callee.onCall(
          dialog -> {
            try {
              dialog.answer();
              answered.add(dialog);
              answers.release();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      if (caller.register(Duration.ofMinutes(10)) != 200
          || callee.register(Duration.ofMinutes(10)) != 200) {
        throw new IllegalStateException("the phones are not let in");
      }
      List<Dialog> placed = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        Dialog call = caller.call("102");
        if (call.status() == 200) {
          placed.add(call);
        }
      }
      figures.add(Figure.none(calls + " calls at once, failed", calls - placed.size(), calls));
      // Who is not up by then does not talk.
      var _ = answers.tryAcquire(placed.size(), 10, TimeUnit.SECONDS);
      for (Dialog dialog : placed) {
        add(streams, dialog);
      }
      for (Dialog dialog : answered) {
        add(streams, dialog);
      }
      Streams.Result result = streams.run(Duration.ofSeconds(tiny ? 1 : 20));
      long up = placed.stream().filter(dialog -> !dialog.isOver()).count();
      figures.add(
          Figure.none(
              calls + " calls at once, ended too early", placed.size() - up, placed.size()));
      figures.add(lost(calls + " calls at once, packets lost", result, true));
      figures.add(
          Figure.millis(calls + " calls at once, delay added, median", result.delay().median()));
      figures.add(Figure.millis(calls + " calls at once, delay added, p99", result.delay().p99()));
      figures.add(Figure.millis(calls + " calls at once, gap added, p99", result.gap().p99()));
      figures.addAll(memory.figures("with " + calls + " calls at once"));
      for (Dialog dialog : placed) {
        dialog.hangUp();
      }
      caller.register(Duration.ZERO);
      callee.register(Duration.ZERO);
    }
    return figures;
  }

  private static void add(Streams streams, Dialog dialog) throws Exception {
    InetSocketAddress remote = dialog.audio().remote();
    if (remote == null) {
      throw new IllegalStateException("a call without audio");
    }
    streams.add(dialog.audio().channel(), remote, dialog.audio().payloadType());
  }

  /** A part in a thousand is not heard. */
  private static Figure lost(String name, Streams.Result result, boolean target) {
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
  private static Streams.Result straight(int calls, Duration time) throws Exception {
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
