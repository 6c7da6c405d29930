package org.meterline.billing.wallet;

import org.junit.jupiter.api.AfterEach;
import org.meterline.billing.TestDatabase;

/** The same contract again, with requests that go to the database together. */
class BatchingWalletsTest extends PostgresWalletsTest {
  private final BatchingWallets batching =
      new BatchingWallets(new PostgresWallets(TestDatabase.app()));

  @Override
  WalletBook book() {
    return batching;
  }

  @AfterEach
  void close() {
    batching.close();
  }
}
