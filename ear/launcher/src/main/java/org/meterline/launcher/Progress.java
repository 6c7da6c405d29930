package org.meterline.launcher;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells people what is done and how long it took. Safe for many threads. */
public final class Progress {
  private final PrintStream out;
  private final LongSupplier ticker;
  private final long began;

  public Progress(PrintStream out, LongSupplier ticker) {
    this.out = out;
    this.ticker = ticker;
    this.began = ticker.getAsLong();
  }

  /** A step: runs it and prints its name with the seconds it took. */
  public void step(String name, Step step) {
    long start = ticker.getAsLong();
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(name + " was interrupted.", e);
    } catch (java.io.IOException | java.io.UncheckedIOException | java.sql.SQLException e) {
      throw new Trouble(name + " failed: " + e.getMessage(), e);
    }
    line("  %-44s %5.1f s".formatted(name, seconds(ticker.getAsLong() - start)));
  }

  public void line(String text) {
    synchronized (out) {
      out.println(text);
      out.flush();
    }
  }

  /** Seconds since the beginning. */
  String total() {
    return String.format(Locale.ROOT, "%.1f s", seconds(ticker.getAsLong() - began));
  }

  long nanos() {
    return ticker.getAsLong();
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  /** Something to be done. */
  @FunctionalInterface
  public interface Step {
    void run() throws java.io.IOException, java.sql.SQLException, InterruptedException;
  }
}
