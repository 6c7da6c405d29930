package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** What goes wrong in this process while it is open: errors in the log, and threads that died. */
final class Faults implements AutoCloseable {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Logger root = Logger.getLogger("");
  private final Thread.@Nullable UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
            seen.add(new SimpleFormatter().format(line));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  Faults() {
    root.addHandler(handler);
    Thread.setDefaultUncaughtExceptionHandler(this::died);
  }

  private void died(Thread thread, Throwable of) {
    var story = new StringWriter();
    of.printStackTrace(new PrintWriter(story, true));
    seen.add("thread " + thread.getName() + " died of " + story);
  }

  void none(Supplier<String> beside) {
    assertEquals(List.of(), seen, beside);
  }

  @Override
  public void close() {
    root.removeHandler(handler);
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}
