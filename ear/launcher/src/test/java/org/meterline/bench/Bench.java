package org.meterline.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.wallet.DemoBooks;
import org.meterline.launcher.RunningMeterline;

/**
 * {@code ./meterline bench [--write] [--seconds n] [--rate n] [name …]}: starts a whole Meterline
 * on ports and a data folder of its own, runs the benchmarks, and prints each figure beside its
 * target. With {@code --write} the result goes to {@code BENCHMARKS.md} too.
 */
public final class Bench {
  private static final Path HOME = Path.of("").toAbsolutePath().resolve("../..").normalize();

  /**
   * Settings without which limits, not the machine, would end a benchmark: calls at once and a
   * second, ports for the audio of four thousand calls, and calls without any audio.
   */
  private static final Map<String, String> ROOM =
      Map.of(
          "METERLINE_LIMITS_CALLS", "10000",
          "METERLINE_LIMITS_CALLS_PER_SECOND", "10000",
          "METERLINE_LIMITS_TENANT_CALLS", "10000",
          "METERLINE_LIMITS_TENANT_CALLS_PER_SECOND", "10000",
          "METERLINE_MEDIA_FIRST_PORT", "13000",
          "METERLINE_MEDIA_LAST_PORT", "29999",
          "METERLINE_MEDIA_SILENCE_LIMIT", "1h");

  /** Euros for the calls of one benchmark: those of {@code gap} take the most, twelve. */
  private static final String ENOUGH = "100.00";

  /** Calls a second of {@code rush}. */
  private static final int RUSH = 400;

  private Bench() {}

  /** The benchmarks, by name, in the order in which they run. */
  static Map<String, Benchmark> all() {
    return all(null, RUSH);
  }

  private static Map<String, Benchmark> all(@Nullable Duration time, int rush) {
    Map<String, Benchmark> all = new LinkedHashMap<>();
    all.put("prompt", new FirstPrompt());
    all.put("program", new ProgramCalls());
    all.put("extension", new ExtensionCalls(100, null));
    all.put("rush", new ExtensionCalls(rush, Duration.ofMillis(100)));
    all.put("charging", new ChargedAndFree());
    all.put("overload", new Overload());
    all.put("standing", new StandingCalls());
    all.put(
        "registrations",
        new Registrations(Objects.requireNonNullElse(time, Duration.ofMinutes(2))));
    all.put("click", new Click());
    all.put("talk", new TalkingCalls());
    all.put("gap", new AudioGap(Objects.requireNonNullElse(time, Duration.ofMinutes(10))));
    all.put("relay", new RelayedPackets());
    all.put("start", new SecondStart());
    all.put("parts", new Parts());
    return all;
  }

  @SuppressWarnings("try") // closing waits, and may be interrupted
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    List<String> names = new ArrayList<>(List.of(arguments));
    boolean write = names.remove("--write");
    Integer seconds = number("--seconds", names);
    Integer rush = number("--rate", names);
    Map<String, Benchmark> chosen =
        all(
            seconds == null ? null : Duration.ofSeconds(seconds),
            Objects.requireNonNullElse(rush, RUSH));
    if (!chosen.keySet().containsAll(names)) {
      System.err.println("There are these benchmarks: " + String.join(", ", chosen.keySet()) + ".");
      System.exit(2);
    }
    if (!names.isEmpty()) {
      chosen.keySet().retainAll(names);
    }
    // Who ends it in the middle wants no server left.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    String before = load();
    List<Figure> figures = new ArrayList<>();
    Consumer<Figure> found =
        figure -> {
          figures.add(figure);
          print(figure);
        };
    try (RunningMeterline meterline =
        new RunningMeterline(Path.of("").toAbsolutePath().resolve("target/bench"), ROOM)) {
      for (Map.Entry<String, Benchmark> entry : chosen.entrySet()) {
        System.out.println("  running " + entry.getKey());
        try {
          meterline.topUp(DemoBooks.HARBOUR_WALLET, ENOUGH);
          entry.getValue().run(meterline, false, found);
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception | AssertionError e) {
          found.accept(new Figure(entry.getKey(), "failed: " + e, "", Figure.Verdict.MISSED));
        }
      }
    }
    String table = table(figures);
    String machine = machine(before);
    System.out.println();
    System.out.print(table);
    System.out.println();
    System.out.print(machine);
    if (write) {
      String text =
          "# Benchmarks\n\nWritten by `./meterline bench --write` on "
              + LocalDate.now(Clock.systemUTC())
              + "; what each figure means stands in `bench/README.md`.\n\n"
              + machine
              + "\n"
              + table;
      Files.writeString(HOME.resolve("BENCHMARKS.md"), text);
    }
    System.exit(0);
  }

  /** Takes an option and its number out of what was said; null where it was not said. */
  private static @Nullable Integer number(String option, List<String> said) {
    int at = said.indexOf(option);
    if (at < 0) {
      return null;
    }
    said.remove(at);
    if (at == said.size() || !said.get(at).matches("[1-9]\\d{0,5}")) {
      System.err.println(option + " is followed by a number.");
      System.exit(2);
    }
    return Integer.valueOf(said.remove(at));
  }

  private static void print(Figure figure) {
    System.out.printf(
        "    %-62s %-24s %-12s %s%n",
        figure.name(), figure.value(), figure.target(), figure.verdict());
  }

  private static String table(List<Figure> figures) {
    StringBuilder table =
        new StringBuilder("| figure | measured | target | |\n|---|---|---|---|\n");
    for (Figure figure : figures) {
      table.append(
          "| %s | %s | %s | %s |%n"
              .formatted(figure.name(), figure.value(), figure.target(), figure.verdict()));
    }
    return table.toString();
  }

  private static String machine(String loadBefore) throws IOException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "Machine: %d cores, %d GiB, Linux %s, JDK %s. Load average before the run %s; the load"
            + " generators run on the same cores.%n",
        system.getAvailableProcessors(),
        Math.round(system.getTotalMemorySize() / (double) (1 << 30)),
        System.getProperty("os.version"),
        Runtime.version(),
        loadBefore);
  }

  private static String load() throws IOException {
    String text = Files.readString(Path.of("/proc/loadavg"), StandardCharsets.US_ASCII);
    return text.substring(0, text.indexOf(' '));
  }
}
