package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.meterline.bench.Load;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** The server is killed in the middle of fifty calls, half of them paid, and starts again. */
@SuppressWarnings("try") // closing may be interrupted
class KilledServerIT extends WholeProductTest {
  private static final int FREE = 25;
  private static final int OVER_TRUNK = 13;
  private static final int TO_PROGRAM = 12;

  /** Both ends are at the trunk, and paid. */
  private static final int CALLED_BACK = 2;

  private static final String MEADOW = "meadow.example";

  private static final String MEADOW_ADMIN = "admin@meadow.example";

  /** One that has to be ended the hard way. */
  private static final String STUBBORN =
      """
      #!/bin/sh
      trap '' HUP TERM
      while read -r line && [ -n "$line" ]; do :; done
      echo ANSWER
      read -r reply
      while :; do sleep 987674; done
      """;

  private static final String GENTLE =
      """
      #!/bin/sh
      while read -r line && [ -n "$line" ]; do :; done
      echo ANSWER
      read -r reply
      echo WAIT FOR DIGIT -1
      read -r reply
      """;

  private final Harbour harbour = new Harbour(meterline());
  private final Queue<Dialog> callees = new ConcurrentLinkedQueue<>();

  /** The free calls are sipp's, at both ends: who calls and is called there knows SIP only. */
  @Test
  void everyCallIsEndedSettledAndClosed() throws Exception {
    Harbour.Customer customer = harbour.customer("5");
    harbour.program("5901", STUBBORN);
    harbour.program("5902", GENTLE);
    Instant began = Instant.now();
    try (RunningMeterline.Carried trunk = meterline().takeTrunk(this::answer);
        Load called = Load.callee(scenario("callee-cut.xml"), "-m", Integer.toString(FREE));
        Phone paying = harbour.phone(customer)) {
      called.register(
          meterline().sip(),
          "202",
          meterline().phonePassword("202"),
          MEADOW,
          Duration.ofMinutes(10));
      List<Dialog> callers = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Dialog>> placed = new ArrayList<>();
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
      harbour.post(
          "calls",
          """
          {"first": {"to": "+33123456702"}, "then": {"to": "+33123456703"}, "account": "%s"}"""
              .formatted(customer.user()),
          202);
      try (Load calling =
          Load.caller(
              scenario("caller-cut.xml"),
              meterline().sip(),
              FREE,
              FREE,
              Duration.ofMinutes(5),
              Load.account("201", meterline().phonePassword("201"), MEADOW, "202"))) {
        Patience.until(
            "both ends talk",
            Duration.ofSeconds(30),
            () -> callees.size() == OVER_TRUNK + CALLED_BACK && talking() == FREE);
        Patience.until(
            "both answers of the call-back are on record",
            Duration.ofSeconds(30),
            () ->
                harbour.count(
                        "select count(*) from call_leg where answered is not null"
                            + " and destination in ('+33123456702', '+33123456703')")
                    == CALLED_BACK);
        assertEquals(
            OVER_TRUNK + TO_PROGRAM + CALLED_BACK,
            harbour.count("select count(*) from hold where resolved is null"));
        Patience.until(
            "every program does what it wants",
            Duration.ofSeconds(30),
            () -> programs() == TO_PROGRAM);
        long launcher = meterline().launcherProcess();

        meterline().killServer();
        Patience.until("the programs are ended", Duration.ofSeconds(20), () -> programs() == 0);
        assertTrue(callers.stream().noneMatch(Dialog::isOver));

        meterline().startServer();
        assertEquals(launcher, meterline().launcherProcess());
        for (Dialog end : callers) {
          assertTrue(end.awaitEnd(Duration.ofSeconds(20)), "the caller hears of the end");
          assertTrue(end.reason().contains("The server stopped"), end.reason());
        }
        for (Dialog end : callees) {
          assertTrue(end.awaitEnd(Duration.ofSeconds(20)), "the callee hears of the end");
          assertTrue(end.reason().contains("The server stopped"), end.reason());
        }
        // Both scenarios end with a BYE whose Reason says so.
        for (Load end : List.of(calling, called)) {
          Load.Result result = end.result();
          assertEquals(FREE, result.successful(), result::errors);
          assertEquals(0, result.failed(), result::errors);
        }
      }

      List<JsonNode> paid =
          harbour.records(Harbour.ADMIN, customer.user(), began, OVER_TRUNK + TO_PROGRAM);
      List<JsonNode> free = harbour.records(MEADOW_ADMIN, "201", began, FREE);
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
      JsonNode asked = harbour.records(Harbour.ADMIN, "+33123456702", began, 1).getFirst();
      assertRecovered(asked);
      assertEquals(CALLED_BACK, asked.path("charges").size(), asked::toString);
      assertEquals(200, asked.path("sipStatus").asInt(), asked::toString);
      paid.add(asked);
      assertTrue(harbour.assertPaid(customer, customer.paidIn(), paid).signum() > 0);
      assertEquals(0, harbour.count("select count(*) from hold where resolved is null"));
      harbour.assertBooksAgree();

      Dialog next = paying.call("5902");
      assertEquals(200, next.status(), next.reason());
      next.hangUp();
      harbour.records(customer.user(), OVER_TRUNK + TO_PROGRAM + 1);
    }
  }

  private static String scenario(String name) {
    return Path.of("src/test/resources/sipp", name).toAbsolutePath().toString();
  }

  /** How many calls of Meadow's are up. */
  private static int talking() throws Exception {
    int count = 0;
    for (JsonNode call :
        meterline().get(MEADOW_ADMIN, "calls?state=live&limit=200").path("items")) {
      if (call.path("state").asText().equals("TALKING")) {
        count++;
      }
    }
    return count;
  }

  /** How many of the stubborn programs run. */
  private static long programs() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains("sleep 987674"))
        .filter(process -> process.info().command().orElse("").endsWith("sleep"))
        .count();
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
}
