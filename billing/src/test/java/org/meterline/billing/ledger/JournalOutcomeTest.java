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

  /** Once the wallet has money again, or the period was reopened. */
  @Test
  void tryingAgainHelpsWhereOthersCanChangeWhatIsInTheWay() {
    assertEquals(
        EnumSet.of(JournalOutcome.TOO_LOW, JournalOutcome.PERIOD_CLOSED),
        those(JournalOutcome::retry));
  }

  private static Set<JournalOutcome> those(Predicate<JournalOutcome> which) {
    return Arrays.stream(JournalOutcome.values()).filter(which).collect(Collectors.toSet());
  }
}
