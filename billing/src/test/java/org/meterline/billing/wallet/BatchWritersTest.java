package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which of the two writers posts, with the clock standing still. */
class BatchWritersTest {
  private static final BatchWriter.Kind KIND =
      new BatchWriter.Kind("numbers", "nobody", BatchWriter.FOREVER);
  private static final UUID WALLET = new UUID(0, 2);

  private final BatchWriters writers = new BatchWriters(() -> 0);
  private final LinkedBlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void close() {
    goOn.countDown();
    writers.close();
  }

  private void ask(int number) {
    var leg = UUID.randomUUID();
    writers.remember(leg, WALLET);
    Thread.startVirtualThread(() -> writers.ask(leg, KIND, List.of(number), this::post));
  }

  private List<Integer> post(List<Integer> numbers) {
    batches.add(numbers);
    if (numbers.contains(0)) {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return numbers;
  }

  private List<Integer> next() throws InterruptedException {
    return Objects.requireNonNull(batches.poll(60, TimeUnit.SECONDS));
  }

  @Test
  void aCrowdOfOneWalletIsSharedByBoth() throws Exception {
    ask(0);
    assertEquals(List.of(0), next());
    for (int i = 1; i <= 2 * BatchWriter.CROWD; i++) {
      ask(i);
    }
    assertFalse(next().contains(0)); // while the first is not answered
  }

  @Test
  void aFewOfOneWalletStayWithOne() throws Exception {
    ask(0);
    assertEquals(List.of(0), next());
    for (int i = 1; i < BatchWriter.CROWD; i++) {
      ask(i);
    }
    while (writers.waiting() < BatchWriter.CROWD - 1) {
      Thread.onSpinWait();
    }
    assertEquals(0, batches.size());
    goOn.countDown();
    assertEquals(BatchWriter.CROWD - 1, next().size());
  }
}
