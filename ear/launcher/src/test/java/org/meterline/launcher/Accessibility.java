package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.ResultType;
import com.microsoft.playwright.Page;
import java.util.List;

/** Pages as axe judges them. */
final class Accessibility {
  private static final List<String> WRONG = List.of("serious", "critical");

  private Accessibility() {}

  /** There is nothing that axe calls serious or critical on the page as it is. */
  static void judge(Page page) {
    AxeRunOptions options = new AxeRunOptions();
    options.setResultTypes(List.of(ResultType.Violations.getKey()));
    List<String> faults =
        new AxeBuilder(page)
                .options(options)
                // In the page itself: it has no frames of other origins, and needs no page beside
                // it.
                .setLegacyMode(true)
                .analyze()
                .getViolations()
                .stream()
                .filter(rule -> WRONG.contains(rule.getImpact()))
                .map(rule -> page.url() + " " + rule.getId() + ": " + rule.getNodes())
                .toList();
    assertEquals(List.of(), faults);
  }
}
