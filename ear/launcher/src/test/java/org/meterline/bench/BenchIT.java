package org.meterline.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.launcher.WholeProductTest;

/**
 * The benchmarks run, tiny, so that they cannot rot; {@code rush} is {@code extension} at another
 * rate. Nothing is said about time.
 */
class BenchIT extends WholeProductTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompt",
        "program",
        "extension",
        "charging",
        "overload",
        "standing",
        "registrations",
        "click",
        "talk",
        "gap"
      })
  void runs(String name) throws Exception {
    List<Figure> figures = new ArrayList<>();
    Objects.requireNonNull(Bench.all().get(name)).run(meterline(), true, figures::add);
    assertFalse(figures.isEmpty());
    for (Figure figure : figures) {
      assertFalse(figure.value().contains("NaN"), figure::toString);
      if (figure.name().contains("failed")) {
        assertTrue(figure.verdict() != Figure.Verdict.MISSED, figure::toString);
      }
    }
  }
}
