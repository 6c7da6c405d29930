package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.payer.PayerRule.Below;

/** What a rule can be, and whether it asks third parties. */
class PayerRuleTest {
  private static final Step CALLER = Step.parse("caller then next");

  @Test
  void aRuleHasOneToTwentySteps() {
    assertEquals(1, of(1, 180).steps().size());
    assertEquals(20, of(20, 180).steps().size());
    assertThrows(IllegalArgumentException.class, () -> of(0, 180));
    assertThrows(IllegalArgumentException.class, () -> of(21, 180));
  }

  @Test
  void offersAreComparedAtALengthOfOneSecondToADay() {
    assertEquals(1, of(1, 1).bidSeconds());
    assertEquals(86_400, of(1, 86_400).bidSeconds());
    assertThrows(IllegalArgumentException.class, () -> of(1, 0));
    assertThrows(IllegalArgumentException.class, () -> of(1, 86_401));
  }

  private static PayerRule of(int steps, int seconds) {
    return new PayerRule(Collections.nCopies(steps, CALLER), seconds, Below.NOT_TAKEN);
  }

  /** Offers are read only where they may be asked. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          caller then next; tenant then end                                                    | false
          split caller 1 tenant 1 rest tenant then end                                         | false
          caller then next; sponsors then end                                                  | true
          sponsor:00000000-0000-0000-0000-000000000001 then end                                | true
          split caller 1 sponsor:00000000-0000-0000-0000-000000000001 1 rest caller then end   | true
          """)
  void sponsorsAreAskedByARuleThatNamesThem(String steps, boolean asks) {
    var rule =
        new PayerRule(
            Arrays.stream(steps.split("; ", -1)).map(Step::parse).toList(), 180, Below.NOT_TAKEN);
    assertEquals(asks, rule.asksSponsors());
  }

  @Test
  void aSplitIsAmongTwoToTwentyWithWeightsUpToAMillion() {
    assertEquals(20, split(20, 1).weights().size());
    assertEquals(2, split(2, 1_000_000).weights().size());
    for (var wrong : List.of(new int[] {1, 1}, new int[] {21, 1}, new int[] {2, 1_000_001})) {
      assertThrows(IllegalArgumentException.class, () -> split(wrong[0], wrong[1]));
    }
  }

  private static Split split(int payers, int weight) {
    return new Split(Collections.nCopies(payers, weight), 0);
  }
}
