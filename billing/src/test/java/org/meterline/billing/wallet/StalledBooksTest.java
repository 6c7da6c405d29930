package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.meterline.billing.TestTariff;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** After the database stood still, those who still wait are served, not those who have left. */
@Timeout(60)
class StalledBooksTest {
  private static final Lease LEASE = new Lease("node", 1);
  private static final UUID TENANT = UUID.randomUUID();

  private final AtomicLong nanos = new AtomicLong(1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<UUID> placed = Collections.synchronizedList(new ArrayList<>());

  /** A memory book whose first batch of holds stands still. */
  private WalletBook stalling(MemoryWallets memory) {
    return (WalletBook)
        Proxy.newProxyInstance(
            WalletBook.class.getClassLoader(),
            new Class<?>[] {WalletBook.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("hold")) {
                begun.countDown();
                goOn.await();
                for (Object request : (List<?>) arguments[1]) {
                  placed.add(((HoldRequest) request).leg());
                }
              }
              try {
                return method.invoke(memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void whatNobodyWaitsForIsNotHeld() throws Exception {
    var memory = new MemoryWallets(() -> java.time.Instant.EPOCH);
    try (var batching = new BatchingWallets(stalling(memory), Duration.ofSeconds(5), nanos::get);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<HoldOutcome>> first = threads.submit(() -> batching.hold(LEASE, asked()));
      begun.await();
      Future<List<HoldOutcome>> late = threads.submit(() -> batching.hold(LEASE, asked()));
      await(batching, 1);
      nanos.addAndGet(Duration.ofSeconds(6).toNanos());
      Future<List<HoldOutcome>> patient = threads.submit(() -> batching.hold(LEASE, asked()));
      await(batching, 2);
      goOn.countDown();
      first.get();
      patient.get();
      var refused = assertThrows(ExecutionException.class, late::get);
      assertInstanceOf(BooksUnavailable.class, refused.getCause());
      assertEquals(2, placed.size(), "the late one never reached the books");
    }
  }

  private static void await(BatchingWallets batching, int waiting) {
    while (batching.waiting() < waiting) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static List<HoldRequest> asked() {
    return List.of(
        new HoldRequest(
            TENANT,
            UUID.randomUUID(),
            UUID.randomUUID(),
            List.of(
                HoldLine.of(
                    HoldLine.Part.PAYER,
                    TENANT,
                    UUID.randomUUID(),
                    TestTariff.of(UUID.randomUUID()))),
            List.of(Money.of(1, Currency.EUR)),
            1,
            false,
            Instant.EPOCH));
  }
}
