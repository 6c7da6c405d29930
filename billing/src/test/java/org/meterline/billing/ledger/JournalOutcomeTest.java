package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a person is told after asking for a journal. */
class JournalOutcomeTest {

  @Test
  void doneIsWhatIsSoNowOrWasSoBefore() {
    assertEquals(
        EnumSet.of(
            JournalOutcome.DRAFTED,
            JournalOutcome.POSTED,
            JournalOutcome.REJECTED,
            JournalOutcome.REPEATED),
        those(JournalOutcome::done));
  }

  private static Set<JournalOutcome> those(Predicate<JournalOutcome> which) {
    return Arrays.stream(JournalOutcome.values()).filter(which).collect(Collectors.toSet());
  }
}
