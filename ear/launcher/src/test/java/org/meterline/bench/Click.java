package org.meterline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.meterline.launcher.ClickedCalls;
import org.meterline.launcher.RunningMeterline;

/**
 * From the press of the softphone's button in Chromium until the page and a phone hear each other,
 * step by step, after some calls to warm.
 */
final class Click implements Benchmark {
  private static final double TARGET_MILLIS = 1_000;
  private static final String LAST = "both hear";

  @Override
  public void run(RunningMeterline meterline, boolean tiny, Consumer<Figure> figures)
      throws Exception {
    Path folder = Files.createTempDirectory("click");
    Map<String, List<Double>> steps = new LinkedHashMap<>();
    try (ClickedCalls calls = new ClickedCalls(meterline, folder)) {
      for (int i = 0; i < (tiny ? 0 : 5); i++) {
        calls.call();
      }
      for (int i = 0; i < (tiny ? 2 : 40); i++) {
        calls
            .call()
            .forEach((step, at) -> steps.computeIfAbsent(step, k -> new ArrayList<>()).add(at));
      }
    } finally {
      delete(folder);
    }
    steps.forEach(
        (step, at) -> {
          Times times = new Times(at);
          figures.accept(Figure.millis("click to " + step + ", median", times.median()));
          if (!step.equals(LAST)) {
            figures.accept(Figure.millis("click to " + step + ", p99", times.p99()));
          }
        });
    double p99 = new Times(Objects.requireNonNull(steps.get(LAST))).p99();
    figures.accept(Figure.below("click to both hear, p99", p99, TARGET_MILLIS, "ms"));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
