package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** The server is killed in the middle of fifty calls, half of them paid, and starts again. */
@SuppressWarnings("try") // closing may be interrupted
class KilledServerIT extends WholeProductTest {
  private static final int FREE = 25;
  private static final int OVER_TRUNK = 13;
  private static final int TO_PROGRAM = 12;

  /** One that has to be ended the hard way. */
  private static final String STUBBORN =
      """
      #!/bin/sh
      trap '' HUP TERM
      while read -r line && [ -n "$line" ]; do :; done
      echo ANSWER
      read -r reply
      while :; do sleep 600; done
      """;

  private final Harbour harbour = new Harbour(meterline());
  private final Queue<Dialog> callees = new ConcurrentLinkedQueue<>();

  @Test
  void everyCallIsEndedSettledAndClosed() throws Exception {
    Harbour.Customer customer = harbour.customer("5");
    harbour.program("5901", STUBBORN);
    Instant began = Instant.now();
    try (RunningMeterline.Carried trunk = meterline().takeTrunk(this::answer);
        Phone caller = meterline().phone("201", new Ladder());
        Phone callee = meterline().phone("202", new Ladder());
        Phone paying = harbour.phone(customer)) {
      assertEquals(200, callee.register(Duration.ofMinutes(10)));
      callee.onCall(this::answer);
      List<Dialog> callers = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Dialog>> placed = new ArrayList<>();
        for (int i = 0; i < FREE; i++) {
          placed.add(threads.submit(() -> caller.call("202")));
        }
        for (int i = 0; i < OVER_TRUNK; i++) {
          placed.add(threads.submit(() -> paying.call("+33123456700")));
        }
        for (int i = 0; i < TO_PROGRAM; i++) {
          placed.add(threads.submit(() -> paying.call("5901")));
        }
        for (Future<Dialog> call : placed) {
          callers.add(call.get());
        }
      }
      callers.forEach(call -> assertEquals(200, call.status(), call.reason()));
      Harbour.until(
          "both ends talk", Duration.ofSeconds(10), () -> callees.size() == FREE + OVER_TRUNK);
      assertEquals(
          OVER_TRUNK + TO_PROGRAM,
          harbour.count("select count(*) from hold where resolved is null"));

      List<Long> started = meterline().killServer();
      assertTrue(started.size() > TO_PROGRAM, "processes of the server: " + started.size());
      Harbour.until(
          "launcher and programs end by themselves",
          Duration.ofSeconds(20),
          () -> started.stream().noneMatch(KilledServerIT::runs));
      assertTrue(callers.stream().noneMatch(Dialog::isOver));

      meterline().startServer();
      for (Dialog end : callers) {
        assertTrue(end.awaitEnd(Duration.ofSeconds(20)), "the caller hears of the end");
        assertTrue(end.reason().contains("The server stopped"), end.reason());
      }
      for (Dialog end : callees) {
        assertTrue(end.awaitEnd(Duration.ofSeconds(20)), "the callee hears of the end");
        assertTrue(end.reason().contains("The server stopped"), end.reason());
      }

      List<JsonNode> paid =
          harbour.records(Harbour.ADMIN, customer.user(), began, OVER_TRUNK + TO_PROGRAM);
      List<JsonNode> free = harbour.records("admin@meadow.example", "201", began, FREE);
      assertEquals(OVER_TRUNK + TO_PROGRAM, paid.size());
      assertEquals(FREE, free.size());
      for (JsonNode record : free) {
        assertRecovered(record);
        assertTrue(record.path("charges").isEmpty(), record::toString);
      }
      for (JsonNode record : paid) {
        assertRecovered(record);
        assertEquals(1, record.path("charges").size(), record::toString);
      }
      assertTrue(harbour.assertPaid(customer, customer.paidIn(), paid).signum() > 0);
      assertEquals(0, harbour.count("select count(*) from hold where resolved is null"));
      harbour.assertBooksAgree();

      Dialog next = paying.call("+33123456700");
      assertEquals(200, next.status(), next.reason());
      next.hangUp();
      harbour.records(customer.user(), OVER_TRUNK + TO_PROGRAM + 1);
    }
  }

  private static void assertRecovered(JsonNode record) {
    assertEquals("ENDED", record.path("state").asText());
    for (JsonNode leg : record.path("legs")) {
      assertTrue(leg.path("recovered").asBoolean(), record::toString);
    }
  }

  private void answer(Dialog call) {
    try {
      call.answer();
      callees.add(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Neither gone nor a zombie. */
  private static boolean runs(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }
}
