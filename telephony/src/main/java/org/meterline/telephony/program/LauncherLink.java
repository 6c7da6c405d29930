package org.meterline.telephony.program;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.launcher.Frame;

/**
 * The engine's end of the launcher: connects to it, carries frames, and finds it again when it was
 * gone. Runs that were under way then are lost.
 */
public final class LauncherLink implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LauncherLink.class.getName());
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration CONNECT_WAIT = Duration.ofSeconds(20);

  /** How long a new run waits for a launcher that is just coming up again. */
  static final Duration START_WAIT = Duration.ofSeconds(3);

  private final Path socket;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedBlockingQueue<Frame> outgoing = new LinkedBlockingQueue<>();
  private final Map<Integer, LaunchedRun> runs = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private @Nullable SocketChannel channel;
  private @Nullable Sandboxing sandboxing;
  private boolean closed;

  /**
   * What programs are kept apart with.
   *
   * @param name {@code bubblewrap} or {@code process-limits}
   * @param remark why it is not the full sandbox; empty if it is
   */
  public record Sandboxing(String name, String remark) {
    private static Sandboxing of(Frame hello) throws IOException {
      DataInputStream in = hello.reader();
      return new Sandboxing(in.readUTF(), in.readUTF());
    }

    /** Whether programs of every tenant may run. */
    public boolean full() {
      return remark.isEmpty();
    }
  }

  private LauncherLink(Path socket) {
    this.socket = socket;
    Thread.ofPlatform().name("launcher-link").daemon().start(this::keepConnected);
  }

  /** The link to the launcher with this socket, which need not be there yet. */
  public static LauncherLink to(Path socket) {
    return new LauncherLink(socket);
  }

  /**
   * Asks a launcher, which may serve an engine meanwhile, what programs are kept apart with; empty
   * when none answers in time.
   */
  public static Optional<Sandboxing> ask(Path socket, Duration limit) {
    try (SocketChannel to = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      var _ =
          CompletableFuture.runAsync(
              () -> shut(to),
              CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
      Optional<Frame> frame = Frame.readFrom(to);
      return frame.isPresent() && frame.get().kind() == Frame.Kind.HELLO
          ? Optional.of(Sandboxing.of(frame.get()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Waits for the launcher to be ready and says what sandbox there is. */
  public Sandboxing awaitReady(Duration timeout) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeout.toNanos();
      while (sandboxing == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (sandboxing == null) {
        throw new IOException("the program launcher is not there: " + socket);
      }
      return sandboxing;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the launcher answers: a program could be started now. */
  public boolean ready() {
    lock.lock();
    try {
      return sandboxing != null;
    } finally {
      lock.unlock();
    }
  }

  /** Starts a run; what becomes of it is told through it. */
  LaunchedRun run(Frame.Order order) throws IOException, InterruptedException {
    awaitReady(START_WAIT);
    int id = ids.incrementAndGet();
    LaunchedRun run = new LaunchedRun(id, this::send);
    runs.put(id, run);
    try {
      send(Frame.of(Frame.Kind.START, id, order.bytes()));
    } catch (IOException e) {
      runs.remove(id);
      throw e;
    }
    return run;
  }

  /** Ends the connection, and with it every run. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      shut(channel);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Frames are written by a thread of their own: one that is interrupted while it writes would
   * close the socket for all. What waits is bounded by the windows of the runs.
   */
  private void send(Frame frame) throws IOException {
    lock.lock();
    try {
      if (channel == null) {
        throw new IOException("the program launcher is not connected");
      }
      outgoing.add(frame);
    } finally {
      lock.unlock();
    }
  }

  private void write(SocketChannel to) {
    try {
      while (true) {
        outgoing.take().writeTo(to);
      }
    } catch (IOException e) {
      shut(to); // The reader notices.
    } catch (RuntimeException | Error e) {
      shut(to);
      LOG.log(Level.ERROR, "the program launcher cannot be written to", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void keepConnected() {
    try {
      while (!closed()) {
        try {
          serve(connect());
        } catch (IOException e) {
          if (!closed()) {
            LOG.log(Level.WARNING, "the program launcher: {0}", e.getMessage());
          }
        } catch (RuntimeException | Error e) {
          LOG.log(Level.ERROR, "the program launcher is not understood", e);
        }
        if (!closed()) {
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel to) throws IOException {
    outgoing.clear();
    Thread writer = Thread.ofPlatform().name("launcher-writer").daemon().unstarted(() -> write(to));
    try (to) {
      writer.start();
      for (var frame = Frame.readFrom(to); frame.isPresent(); frame = Frame.readFrom(to)) {
        take(to, frame.get());
      }
    } finally {
      writer.interrupt();
      lock.lock();
      try {
        channel = null;
        sandboxing = null;
      } finally {
        lock.unlock();
      }
      if (!closed()) {
        LOG.log(Level.ERROR, "the program launcher is gone; {0} runs are lost", runs.size());
      }
      runs.values().forEach(LaunchedRun::lost);
      runs.clear();
    }
  }

  private void take(SocketChannel from, Frame frame) throws IOException {
    if (frame.kind() == Frame.Kind.HELLO) {
      Sandboxing now = Sandboxing.of(frame);
      LOG.log(
          now.full() ? Level.INFO : Level.WARNING,
          "programs run in: {0} {1}",
          now.name(),
          now.remark());
      lock.lock();
      try {
        if (closed) {
          throw new IOException("closed meanwhile");
        }
        channel = from;
        sandboxing = now;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      return;
    }
    LaunchedRun run = runs.get(frame.run());
    if (run != null && run.take(frame)) {
      runs.remove(frame.run());
    }
  }

  private SocketChannel connect() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + CONNECT_WAIT.toNanos();
    while (true) {
      SocketChannel to = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        to.connect(UnixDomainSocketAddress.of(socket));
        return to;
      } catch (IOException e) {
        shut(to);
        if (closed() || System.nanoTime() > deadline) {
          throw new IOException("no connection to " + socket + ": " + e.getMessage(), e);
        }
      }
      Thread.sleep(20);
    }
  }

  private static void shut(@Nullable SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is of no use any more.
      }
    }
  }
}
