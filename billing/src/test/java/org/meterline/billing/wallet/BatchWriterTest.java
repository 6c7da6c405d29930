package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When it posts what waits, under a clock that the test moves. */
class BatchWriterTest {
  private static final BatchWriter.Kind KIND =
      new BatchWriter.Kind("numbers", "nobody", BatchWriter.FOREVER);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private final BatchWriter writer = new BatchWriter("batches", this::look);
  private final LinkedBlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean broken;

  @AfterEach
  void close() {
    goOn.countDown();
    writer.close();
  }

  private long look() {
    looks.incrementAndGet();
    if (broken && Thread.currentThread().getName().equals("batches")) {
      throw new StackOverflowError("for the test");
    }
    return nanos.get();
  }

  private void ask(int number) {
    Thread.startVirtualThread(() -> askAndWait(number));
  }

  private List<Integer> askAndWait(int number) {
    return writer.ask(KIND, List.of(number), this::post);
  }

  /** The first waits until it may go on. */
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

  private void untilWaiting(int many) {
    while (writer.waiting() < many) {
      Thread.onSpinWait();
    }
  }

  /** Who asks looks at the clock once; who takes it and rests, twice at least. */
  private void untilItRestsWith(int number) {
    long before = looks.get();
    ask(number);
    while (looks.get() < before + 3) {
      Thread.onSpinWait();
    }
  }

  private void pass(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  /** One that is alone, and two that come while it is posted. */
  private void company() throws Exception {
    ask(0);
    assertEquals(List.of(0), next());
    ask(1);
    untilWaiting(1);
    ask(2);
    untilWaiting(2);
    goOn.countDown();
    assertEquals(List.of(1, 2), next());
  }

  /** What somebody is told who asks. */
  private Throwable toldTo(CompletableFuture<List<Integer>> asked) {
    var thrown = assertThrows(ExecutionException.class, () -> asked.get(60, TimeUnit.SECONDS));
    return Objects.requireNonNull(thrown.getCause());
  }

  private CompletableFuture<List<Integer>> asking(int number, UnaryOperator<List<Integer>> post) {
    var answer = new CompletableFuture<List<Integer>>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(writer.ask(KIND, List.of(number), post));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  @Test
  void whoMeetsAnErrorIsToldAndTheNextIsServed() throws Exception {
    var failed =
        asking(
            1,
            _ -> {
              throw new StackOverflowError("for the test");
            });
    assertInstanceOf(BooksUnavailable.class, toldTo(failed));
    assertEquals(List.of(2), asking(2, this::post).get(60, TimeUnit.SECONDS));
  }

  @Test
  void anErrorBesidesPostingIsToldAndTheNextIsServed() throws Exception {
    broken = true;
    assertInstanceOf(BooksUnavailable.class, toldTo(asking(1, this::post)));
    broken = false;
    assertEquals(List.of(2), asking(2, this::post).get(60, TimeUnit.SECONDS));
  }

  @Test
  void whoseTurnItWasWhenItClosedIsTold() throws Exception {
    company();
    long before = looks.get();
    var asked = asking(3, this::post);
    while (looks.get() < before + 3) {
      Thread.onSpinWait();
    }
    writer.close();
    assertInstanceOf(BooksUnavailable.class, toldTo(asked));
    assertInstanceOf(BooksUnavailable.class, toldTo(asking(4, this::post)));
  }

  @Test
  void whoIsAloneIsServedAtOnce() throws Exception {
    for (int i = 1; i < 9; i++) {
      assertEquals(List.of(i), askAndWait(i));
      assertEquals(List.of(i), next());
    }
  }

  @Test
  void afterCompanyWhoComesAloneWaitsForMoreAlsoBehindAnotherAlone() throws Exception {
    company();
    pass(20);
    ask(3);
    assertEquals(List.of(3), next());
    untilItRestsWith(4);
    pass(19);
    ask(5);
    untilWaiting(1);
    pass(1);
    assertEquals(List.of(4, 5), next());
  }

  @Test
  void withoutCompanyForAWhileWhoComesAloneIsServedAtOnceAgain() throws Exception {
    company();
    pass(200);
    for (int i = 3; i < 9; i++) {
      assertEquals(List.of(i), askAndWait(i));
      assertEquals(List.of(i), next());
    }
  }
}
