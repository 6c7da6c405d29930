package org.meterline.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.meterline.launcher.RunningMeterline;

/**
 * The modules' own benchmarks, each in a virtual machine of its own beside Meterline's: how fast a
 * program starts, prices found and holds settled per second.
 */
final class Parts implements Benchmark {
  private static final Path HOME = Path.of("").toAbsolutePath().resolve("../..").normalize();

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    if (tiny) {
      return; // each is tried, tiny, in the tests of its module
    }
    for (String line :
        main("telephony", "org.meterline.telephony.program.SpawnBench", "50", "30", "10")) {
      figures.accept(named("program start to its ANSWER, ", line.split(": ", 2)));
    }
    rating(main("billing", "org.meterline.billing.rate.RateBenchmark", "5"), figures);
    rating(main("billing", "org.meterline.billing.deck.DeckBenchmark"), figures);
    for (String line : main("billing", "org.meterline.billing.wallet.HoldBenchmark", "5")) {
      figures.accept(named("hold and settle, ", line.strip().split(" {2,}", 2)));
    }
  }

  private static void rating(List<String> lines, Consumer<Figure> figures) {
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 5) {
        double value = Double.parseDouble(fields[1]);
        double target = Double.parseDouble(fields[4]);
        figures.accept(
            fields[3].equals(">")
                ? Figure.above(fields[0], value, target, fields[2])
                : Figure.below(fields[0], value, target, fields[2]));
      }
    }
  }

  private static Figure named(String what, String[] parts) {
    return Figure.plain(
        what + parts[0].strip(),
        parts.length < 2 ? "" : parts[1].strip().replaceAll(" {2,}", ", "));
  }

  static List<String> main(String module, String main, String... arguments)
      throws IOException, InterruptedException {
    Path folder = HOME.resolve(module);
    Path dependencies = folder.resolve("target/test.classpath");
    if (!Files.exists(dependencies)) {
      return List.of(main.substring(main.lastIndexOf('.') + 1) + ": not built");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:AutoBoxCacheMax=32768", // as the server has it
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/test-classes:target/classes:" + Files.readString(dependencies).strip(),
                main));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile("bench", ".log");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile()).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(main + " failed: " + Files.readString(log));
    }
    Files.delete(log);
    return text.lines().filter(line -> !line.isBlank()).toList();
  }
}
