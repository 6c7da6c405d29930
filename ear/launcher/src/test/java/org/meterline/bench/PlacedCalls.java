package org.meterline.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.meterline.launcher.RunningMeterline;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** Calls that are up between two simulated phones, for whoever lets their ends talk. */
final class PlacedCalls implements AutoCloseable {
  private final Phone caller;
  private final Phone callee;
  private final int wanted;
  private final List<Dialog> placed = new ArrayList<>();
  private final Queue<Dialog> answered = new ConcurrentLinkedQueue<>();

  PlacedCalls(RunningMeterline meterline, int calls) throws IOException, InterruptedException {
    wanted = calls;
    caller = meterline.phone("101", Ladder.discarding());
    callee = meterline.phone("102", Ladder.discarding());
    caller.leaveAudio();
    callee.leaveAudio();
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
    for (int i = 0; i < calls; i++) {
      Dialog call = caller.call("102");
      if (call.status() == 200) {
        placed.add(call);
      }
    }
    // Who is not up by then does not talk.
    var _ = answers.tryAcquire(placed.size(), 10, TimeUnit.SECONDS);
  }

  void addTo(Streams streams) throws Exception {
    for (Dialog dialog : placed) {
      add(streams, dialog);
    }
    for (Dialog dialog : answered) {
      add(streams, dialog);
    }
  }

  private static void add(Streams streams, Dialog dialog) throws Exception {
    InetSocketAddress remote = dialog.audio().remote();
    if (remote == null) {
      throw new IllegalStateException("a call without audio");
    }
    streams.add(dialog.audio().channel(), remote, dialog.audio().payloadType());
  }

  int failed() {
    return wanted - placed.size();
  }

  /** How many have ended by now. */
  long over() {
    return placed.stream().filter(Dialog::isOver).count();
  }

  @Override
  public void close() {
    try {
      for (Dialog dialog : placed) {
        dialog.hangUp();
      }
      caller.register(Duration.ZERO);
      callee.register(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      caller.close();
      callee.close();
    }
  }
}
