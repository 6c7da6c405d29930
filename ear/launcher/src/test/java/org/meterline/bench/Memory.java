package org.meterline.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.launcher.RunningMeterline;

/** Watches the memory of a Meterline from the start of this to its figures. */
final class Memory implements AutoCloseable {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Pattern LIMIT = Pattern.compile("MaxHeapSize\\s*=\\s*(\\d+)");

  private final RunningMeterline meterline;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory").factory());
  private final int heapMib;
  private final int residentMib;
  private final AtomicLong mostKib = new AtomicLong();

  Memory(RunningMeterline meterline) {
    this(meterline, 1024, 2560);
  }

  /**
   * @param heapMib below which the server's heap has to stay
   * @param residentMib below which all processes together have to stay
   */
  Memory(RunningMeterline meterline, int heapMib, int residentMib) {
    this.heapMib = heapMib;
    this.residentMib = residentMib;
    this.meterline = meterline;
    var _ = watcher.scheduleWithFixedDelay(this::look, 0, 2, TimeUnit.SECONDS);
  }

  /** The kernel keeps no peak of what is counted once where it is shared: so it is looked at. */
  private long look() {
    return mostKib.accumulateAndGet(meterline.residentKib(), Math::max);
  }

  /** What it came to; the server's heap is collected first. */
  List<Figure> figures(String when) throws IOException, InterruptedException {
    long resident = look();
    ask("GC.run");
    long used = 0;
    for (String line : ask("GC.heap_info").lines().toList()) {
      Matcher matcher = USED.matcher(line);
      if (matcher.find() && !line.contains("etaspace") && !line.contains("class space")) {
        used += Long.parseLong(matcher.group(1));
      }
    }
    Matcher limit = LIMIT.matcher(ask("VM.flags").replace("-XX:", " "));
    double most = limit.find() ? Long.parseLong(limit.group(1)) / (double) (1 << 20) : Double.NaN;
    return List.of(
        Figure.below(
            "heap of the server in use after a collection, " + when, used / 1024.0, heapMib, "MiB"),
        Figure.below("heap of the server at most", most, heapMib, "MiB"),
        Figure.below(
            "all processes together, resident, " + when, resident / 1024.0, residentMib, "MiB"));
  }

  private String ask(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(meterline.serverProcess()),
                command)
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return text;
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
