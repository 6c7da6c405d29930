package org.meterline.telephony.launcher;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The engine at the other end of the socket, and the runs it asked for. */
final class Connection {
  /** How long a program has between SIGHUP, SIGTERM and SIGKILL when the engine is gone. */
  private static final long ORPHAN_STEP_MILLIS = 500;

  private static final long ORPHAN_LIMIT_MILLIS = 5000;

  private final SocketChannel channel;
  private final Sandbox sandbox;
  private final Spawner spawner;
  private final ScheduledExecutorService clock;
  private final Map<Integer, Run> runs = new ConcurrentHashMap<>();

  /** What came for runs whose process is not there yet: a caller may hang up that soon. */
  private final Map<Integer, List<Frame>> starting = new HashMap<>();

  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean over;

  Connection(
      SocketChannel channel, Sandbox sandbox, Spawner spawner, ScheduledExecutorService clock) {
    this.channel = channel;
    this.sandbox = sandbox;
    this.spawner = spawner;
    this.clock = clock;
  }

  /** Serves until the engine is gone, then ends every run. */
  void serve(String remark) throws InterruptedException {
    send(Frame.hello(sandbox.name(), remark));
    try {
      Optional<Frame> frame = Frame.readFrom(channel);
      while (frame.isPresent()) {
        take(frame.get());
        frame = Frame.readFrom(channel);
      }
    } catch (IOException e) {
      // The engine died or sends rubbish: the same as a close.
    }
    over = true;
    close();
    endAll();
  }

  private void take(Frame frame) throws IOException {
    if (frame.kind() == Frame.Kind.START) {
      start(frame.run(), Frame.Order.of(frame));
      return;
    }
    Run run;
    synchronized (starting) {
      run = runs.get(frame.run());
      List<Frame> early = starting.get(frame.run());
      if (run == null && early != null) {
        early.add(frame);
      }
    }
    if (run != null) { // Else it comes up, or is over and the engine has not read so yet.
      tell(run, frame);
    }
  }

  private static void tell(Run run, Frame frame) throws IOException {
    switch (frame.kind()) {
      case INPUT -> run.input(frame.body());
      case INPUT_END -> run.inputEnd();
      case CREDIT -> run.credit(frame.number());
      case HANG_UP -> run.hangUp(Frame.Farewell.of(frame));
      case KILL -> run.kill();
      default -> throw new IOException("not a frame for a launcher: " + frame.kind());
    }
  }

  private void start(int id, Frame.Order order) {
    Path folder = Path.of(order.folder());
    Path file = folder.resolve(order.file());
    if (sandbox instanceof ProcessLimits && !order.weak()) {
      notStarted(id, "there is no sandbox on this machine, and only demo programs run without");
    } else if (!Files.isRegularFile(file)) {
      notStarted(id, "the program's file is missing: " + order.file());
    } else if (!Files.isExecutable(file)) {
      notStarted(id, "the program's file is not executable: " + order.file());
    } else {
      synchronized (starting) {
        starting.put(id, new ArrayList<>());
      }
      spawner.start(
          folder,
          order.file(),
          new Spawner.Taker() {
            @Override
            public void take(Spawner.Standing standing) {
              begin(id, standing);
            }

            @Override
            public void failed(String reason) {
              synchronized (starting) {
                starting.remove(id);
                runs.remove(id);
              }
              notStarted(id, reason);
            }
          });
    }
  }

  private void begin(int id, Spawner.Standing standing) {
    Run run = new Run(id, sandbox, standing, this::send, clock);
    List<Frame> early;
    synchronized (starting) {
      runs.put(id, run);
      early = starting.remove(id);
    }
    run.begin(
        () -> {
          runs.remove(id);
          spawner.release(standing.slot());
        });
    try {
      for (Frame frame : early == null ? List.<Frame>of() : early) {
        tell(run, frame);
      }
    } catch (IOException e) {
      run.kill();
    }
    if (over) {
      run.kill();
    }
  }

  private void notStarted(int id, String reason) {
    send(Frame.of(Frame.Kind.NOT_STARTED, id, reason));
  }

  private void send(Frame frame) {
    writing.lock();
    try {
      if (!over) {
        frame.writeTo(channel);
      }
    } catch (IOException e) {
      over = true;
      close();
    } finally {
      writing.unlock();
    }
  }

  private void endAll() throws InterruptedException {
    Frame.Farewell farewell = new Frame.Farewell(true, ORPHAN_STEP_MILLIS, 2 * ORPHAN_STEP_MILLIS);
    for (Run run : runs.values()) {
      run.hangUp(farewell);
      run.credit(Frame.LONGEST);
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ORPHAN_LIMIT_MILLIS);
    while (!runs.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    runs.values().forEach(Run::kill);
  }

  /** The engine is gone, or is to be treated so: {@link #serve} ends the runs and returns. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
