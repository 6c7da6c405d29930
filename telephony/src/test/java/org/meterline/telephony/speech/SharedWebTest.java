package org.meterline.telephony.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many calls fetch sounds from a server that takes its time. */
class SharedWebTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch open = new CountDownLatch(1);

  private final Web slow =
      address -> {
        asked.incrementAndGet();
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
          open.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        } finally {
          now.decrementAndGet();
        }
        if (address.getPath().contains("bad")) {
          throw new IOException("the sound's server answered 500");
        }
        return address.getPath().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      };

  private static SharedWeb.Bounds bounds(int inAll, int each, int waiting, Duration patience) {
    return new SharedWeb.Bounds(inAll, each, waiting, patience);
  }

  private static CompletableFuture<byte[]> fetch(SharedWeb web, String path, String whose) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return web.fetch(URI.create("https://sounds.example" + path), whose);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static String failure(CompletableFuture<byte[]> of) {
    return String.valueOf(assertThrows(ExecutionException.class, of::get).getCause());
  }

  @Test
  void oneTenantLeavesRoomForTheOthersAndWaits() throws Exception {
    var web = new SharedWeb(slow, bounds(4, 3, 100, Duration.ofMinutes(1)), System::nanoTime);
    List<CompletableFuture<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(fetch(web, "/greedy" + i, "greedy.example"));
    }
    until("as many as one tenant may", () -> now.get() == 3);
    all.add(fetch(web, "/modest", "modest.example"));
    until("the other is not kept from it", () -> now.get() == 4);
    all.add(fetch(web, "/late", "late.example"));
    open.countDown();
    for (CompletableFuture<byte[]> each : all) {
      assertTrue(each.get().length > 0);
    }
    assertEquals(4, most.get(), "never more at once");
    assertEquals(22, asked.get());
  }

  @Test
  void theSameIsFetchedOnceAtATimeAndFailsForAll() throws Exception {
    var web = new SharedWeb(slow, bounds(4, 4, 100, Duration.ofMinutes(1)), System::nanoTime);
    var first = fetch(web, "/same", "one.example");
    until("asked", () -> asked.get() == 1);
    var second = fetch(web, "/same", "two.example");
    var bad = fetch(web, "/bad", "one.example");
    until("asked", () -> asked.get() == 2);
    var worse = fetch(web, "/bad", "one.example");
    open.countDown();
    assertArrayEquals(first.get(), second.get());
    assertTrue(failure(bad).contains("answered 500"));
    assertTrue(failure(worse).contains("answered 500"));
    assertTrue(fetch(web, "/same", "one.example").get().length > 0, "anew");
  }

  @Test
  void whatIsTooMuchOrTooLateIsRefusedByName() throws Exception {
    var web = new SharedWeb(slow, bounds(1, 1, 1, Duration.ofMillis(200)), System::nanoTime);
    var held = fetch(web, "/held", "one.example");
    until("asked", () -> asked.get() == 1);
    var late = fetch(web, "/late", "one.example");
    assertTrue(failure(late).contains("turn did not come in time"));
    var patient = new SharedWeb(slow, bounds(1, 1, 2, Duration.ofMinutes(1)), System::nanoTime);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = threads.submit(() -> patient.fetch(URI.create("https://x.example/1"), "a"));
      until("asked", () -> asked.get() == 2);
      List<CompletableFuture<byte[]>> more = new ArrayList<>();
      for (int i = 2; i < 6; i++) {
        more.add(fetch(patient, "/" + i, "a"));
      }
      until("refused", () -> more.stream().filter(CompletableFuture::isDone).count() == 2);
      for (CompletableFuture<byte[]> each : more) {
        if (each.isDone()) {
          assertTrue(failure(each).contains("too many sounds of this tenant"));
        }
      }
      open.countDown();
      assertTrue(running.get().length > 0);
    }
    assertTrue(held.get().length > 0);
  }
}
