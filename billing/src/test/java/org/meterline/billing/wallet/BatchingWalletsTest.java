package org.meterline.billing.wallet;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.meterline.billing.TestDatabase;

/** The same contract again, with requests that go to the database together. */
class BatchingWalletsTest extends PostgresWalletsTest {
  private final BatchingWallets batching =
      new BatchingWallets(
          new PostgresWallets(TestDatabase.app()), Duration.ofSeconds(30), System::nanoTime);

  @Override
  WalletBook book() {
    return batching;
  }

  @AfterEach
  void close() {
    batching.close();
  }
}
