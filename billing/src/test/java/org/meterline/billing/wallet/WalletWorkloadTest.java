package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The random workload, short; {@link WalletWorkload} runs it for longer. */
class WalletWorkloadTest {
  @Test
  void whateverHappensTheBooksSayWhatTheyAnswered() throws Exception {
    assertEquals(List.of(), WalletWorkload.run(new Random().nextLong(), 6, 80));
  }

  @Test
  void whateverAKilledProcessHadConfirmedStandsAndNothingIsHalfDone() throws Exception {
    assertEquals(List.of(), WalletWorkload.run(new Random().nextLong(), 3, 60, 4));
  }

  @Test
  void aSeedOfItsOwn() throws Exception {
    assertEquals(List.of(), WalletWorkload.run(20_261_125, 1, 150));
  }
}
