package org.meterline.telephony.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One program under way: its three pipes, each with a thread, and its end. Output waits for credit,
 * so what a program writes faster than it is read stays in its pipe.
 */
final class Run {
  private static final int CHUNK = 8192;
  private static final long STACK = 128 * 1024;

  /** A program that floods its standard error is read on, but not at the cost of the others. */
  private static final long FLOOD_PAUSE_MILLIS = 20;

  /** How long pipes may stay open after the program's end before they are given up. */
  private static final long LAST_WORDS_MILLIS = 1000;

  private static final long RETRY_MILLIS = 20;

  private final int id;
  private final Sandbox sandbox;
  private final Spawner.Standing standing;
  private final Consumer<Frame> engine;
  private final ScheduledExecutorService clock;
  private final LinkedBlockingQueue<Optional<byte[]>> input = new LinkedBlockingQueue<>();
  private final Object window = new Object();
  private int credit = Frame.WINDOW;

  Run(
      int id,
      Sandbox sandbox,
      Spawner.Standing standing,
      Consumer<Frame> engine,
      ScheduledExecutorService clock) {
    this.id = id;
    this.sandbox = sandbox;
    this.standing = standing;
    this.engine = engine;
    this.clock = clock;
  }

  /** Makes the standing sandbox the program. {@code gone} is called once, when all was sent. */
  void begin(Runnable gone) {
    engine.accept(Frame.of(Frame.Kind.STARTED, id));
    thread("in", this::pumpInput);
    Thread out = thread("out", this::pumpOutput);
    Thread err = thread("err", this::pumpError);
    thread("end", () -> awaitEnd(out, err, gone));
  }

  void input(byte[] bytes) {
    input.add(Optional.of(bytes));
  }

  void inputEnd() {
    input.add(Optional.empty());
  }

  void credit(int bytes) {
    synchronized (window) {
      credit += bytes;
      window.notifyAll();
    }
  }

  void hangUp(Frame.Farewell farewell) {
    if (farewell.hangUp()) {
      // A sandbox takes as long as the machine lets it: until the program is told otherwise.
      signal(Signals.HUP, farewell.termAfterMillis() / RETRY_MILLIS);
    }
    after(farewell.termAfterMillis(), () -> signal(Signals.TERM, 0));
    after(farewell.killAfterMillis(), this::kill);
  }

  void kill() {
    if (standing.process().isAlive()) {
      sandbox.kill(standing.process());
    }
    credit(Frame.WINDOW);
  }

  /** A sandbox that is only just standing has no session yet: then it is tried again. */
  private void signal(int signal, long tries) {
    if (standing.process().isAlive() && !sandbox.signal(standing.process(), signal) && tries > 0) {
      after(RETRY_MILLIS, () -> signal(signal, tries - 1));
    }
  }

  private void after(long millis, Runnable work) {
    var _ = clock.schedule(work, millis, TimeUnit.MILLISECONDS);
  }

  private Thread thread(String name, Runnable work) {
    return Thread.ofPlatform().name("run-" + id + "-" + name).stackSize(STACK).start(work);
  }

  /** Nothing in the queue means that standard input is to be closed. */
  private void pumpInput() {
    OutputStream pipe = standing.process().getOutputStream();
    try {
      boolean open = write(pipe, Sandbox.go());
      for (Optional<byte[]> next = input.take(); next.isPresent(); next = input.take()) {
        open = open && write(pipe, next.get());
        engine.accept(Frame.of(Frame.Kind.WRITTEN, id, next.get().length));
      }
      close(pipe);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when the program closed its standard input: what comes then is dropped. */
  private static boolean write(OutputStream pipe, byte[] bytes) {
    try {
      pipe.write(bytes);
      pipe.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void pumpOutput() {
    InputStream pipe = standing.process().getInputStream();
    byte[] chunk = new byte[CHUNK];
    try {
      while (true) {
        int read = pipe.read(chunk, 0, Math.min(CHUNK, takeCredit()));
        if (read < 0) {
          break;
        }
        giveBack(read);
        engine.accept(Frame.of(Frame.Kind.OUTPUT, id, Arrays.copyOf(chunk, read)));
      }
    } catch (IOException e) {
      // The pipe broke: the same as its end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    engine.accept(Frame.of(Frame.Kind.OUTPUT_END, id));
  }

  /** Waits until something may be read, and says how much. */
  private int takeCredit() throws InterruptedException {
    synchronized (window) {
      while (credit <= 0) {
        window.wait();
      }
      return credit;
    }
  }

  private void giveBack(int read) {
    synchronized (window) {
      credit -= read;
    }
  }

  private void pumpError() {
    InputStream pipe = standing.process().getErrorStream();
    byte[] chunk = new byte[CHUNK];
    int carried = 0;
    try {
      for (int read = pipe.read(chunk); read >= 0; read = pipe.read(chunk)) {
        int take = Math.min(read, Frame.STANDARD_ERROR - carried);
        if (take > 0) {
          carried += take;
          engine.accept(Frame.of(Frame.Kind.ERROR, id, Arrays.copyOf(chunk, take)));
        } else {
          Thread.sleep(FLOOD_PAUSE_MILLIS);
        }
      }
    } catch (IOException e) {
      // The pipe broke: the same as its end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd(Thread out, Thread err, Runnable gone) {
    try {
      int status = standing.process().waitFor();
      sandbox.sweep(standing.process());
      err.join(LAST_WORDS_MILLIS);
      input.add(Optional.empty());
      engine.accept(Frame.of(Frame.Kind.EXITED, id, status));
      out.join(); // What it wrote before may wait for credit still; kill() gives it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      gone.run();
    }
  }

  private static void close(OutputStream pipe) {
    try {
      pipe.close();
    } catch (IOException e) {
      // It was closed at the other end.
    }
  }
}
