package org.meterline.telephony.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.launcher.Frame;

/**
 * A program as the engine sees it: its standard input and output as bytes, its end. Frames arrive
 * from the launcher's reader thread; one other thread reads and writes.
 */
final class LaunchedRun implements AgiPipe {
  private static final System.Logger LOG = System.getLogger(LaunchedRun.class.getName());

  /** What sends a frame to the launcher. */
  interface Wire {
    void send(Frame frame) throws IOException;
  }

  /** How it ended, with the words that go on record. */
  record End(int status, String ending) {
    /** The same with another word for what ended it, unless it was lost. */
    End because(String why) {
      return ending.equals("lost") ? this : new End(status, why);
    }
  }

  private final int id;
  private final Wire wire;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> output = new ArrayDeque<>();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private int consumedOfFirst;
  private int unwritten;
  private boolean outputEnded;
  private boolean started;
  private @Nullable End end;
  private @Nullable Runnable onViolentEnd;

  LaunchedRun(int id, Wire wire) {
    this.id = id;
    this.wire = wire;
  }

  /** Takes a frame of this run. Never blocks. Returns whether it is the last one. */
  boolean take(Frame frame) {
    Runnable violent = null;
    lock.lock();
    try {
      switch (frame.kind()) {
        case STARTED -> started = true;
        case NOT_STARTED -> {
          if (end == null) {
            errors.writeBytes(frame.body());
            end = new End(-1, "not-started");
          }
          outputEnded = true;
        }
        case OUTPUT -> output.add(frame.body());
        case OUTPUT_END -> outputEnded = true;
        case ERROR -> {
          int room = Frame.STANDARD_ERROR - errors.size();
          errors.write(frame.body(), 0, Math.min(room, frame.body().length));
        }
        case WRITTEN -> unwritten -= frame.number();
        case EXITED -> {
          int status = frame.number();
          boolean signalled = status > 128 && status <= 128 + 64;
          end = end == null ? new End(status, signalled ? "signalled" : "exited") : end;
          violent = signalled ? onViolentEnd : null;
        }
        default -> {}
      }
      changed.signalAll();
      return end != null && outputEnded;
    } finally {
      lock.unlock();
      act(violent);
    }
  }

  /** It is not the other runs' affair what comes of it. */
  private static void act(@Nullable Runnable violent) {
    try {
      if (violent != null) {
        violent.run();
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "who waits for a program's end failed", e);
    }
  }

  /** The launcher is gone, and with it the program. */
  void lost() {
    Runnable violent;
    lock.lock();
    try {
      if (end == null) {
        end = new End(128 + 9, "lost");
      }
      outputEnded = true;
      violent = onViolentEnd;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    act(violent);
  }

  /** What to do, on the launcher's reader thread, when the program was ended by a signal. */
  void onViolentEnd(Runnable action) {
    lock.lock();
    try {
      onViolentEnd = action;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it is known whether the process exists. One of which the launcher says nothing for
   * so long is given up: it is not started, and killed if it comes up after all.
   */
  boolean awaitStart(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (!started && end == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (started || end != null) {
        return started;
      }
      errors.writeBytes("it did not start in time".getBytes(StandardCharsets.UTF_8));
      end = new End(-1, "not-started");
      outputEnded = true;
    } finally {
      lock.unlock();
    }
    kill();
    return false;
  }

  /** Waits for the process to be gone. Empty output does not mean that it is. */
  End awaitEnd() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (end == null) {
        changed.await();
      }
      return end;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the process is gone within the time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeout.toNanos();
      while (end == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      return end != null;
    } finally {
      lock.unlock();
    }
  }

  String standardError() {
    lock.lock();
    try {
      return errors.toString(StandardCharsets.UTF_8);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(byte[] into, Duration timeout) throws InterruptedException {
    int count;
    lock.lockInterruptibly();
    try {
      long left = timeout.toNanos();
      while (output.isEmpty() && !outputEnded) {
        if (left <= 0) {
          return 0;
        }
        left = changed.awaitNanos(left);
      }
      byte[] first = output.peek();
      if (first == null) {
        return -1;
      }
      count = Math.min(into.length, first.length - consumedOfFirst);
      System.arraycopy(first, consumedOfFirst, into, 0, count);
      consumedOfFirst += count;
      if (consumedOfFirst == first.length) {
        output.remove();
        consumedOfFirst = 0;
      }
    } finally {
      lock.unlock();
    }
    send(Frame.of(Frame.Kind.CREDIT, id, count));
    return count;
  }

  @Override
  public void write(byte[] bytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (unwritten > 0 && unwritten + bytes.length > Frame.WINDOW && end == null) {
        changed.await();
      }
      if (end != null) {
        return;
      }
      unwritten += bytes.length;
    } finally {
      lock.unlock();
    }
    send(Frame.of(Frame.Kind.INPUT, id, Arrays.copyOf(bytes, bytes.length)));
  }

  void closeInput() {
    send(Frame.of(Frame.Kind.INPUT_END, id));
  }

  void hangUp(boolean signal, Duration termAfter, Duration killAfter) {
    Frame.Farewell farewell =
        new Frame.Farewell(signal, termAfter.toMillis(), termAfter.plus(killAfter).toMillis());
    send(Frame.of(Frame.Kind.HANG_UP, id, farewell.bytes()));
  }

  void kill() {
    send(Frame.of(Frame.Kind.KILL, id));
  }

  private void send(Frame frame) {
    try {
      wire.send(frame);
    } catch (IOException e) {
      // The launcher is gone: its reader notices and calls lost().
    }
  }
}
