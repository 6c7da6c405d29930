package org.meterline.telephony.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class NgClientTest {
  private static final Random RANDOM = new Random(5);

  @Test
  void whatWasLostIsAskedAgainUnderTheSameCookie() throws Exception {
    try (var twin =
            new NgTwin(
                (n, cookie, _) -> n == 0 ? null : NgTwin.says(cookie, Map.of("result", "ok")));
        var client = new NgClient(twin.address(), RANDOM)) {
      assertEquals("ok", client.ask("query", Map.of("call-id", "a")).get("result"));
      assertEquals(2, twin.cookies.size());
      assertEquals(twin.cookies.get(0), twin.cookies.get(1));
      assertEquals(Map.of("command", "query", "call-id", "a"), twin.asked.getFirst());
    }
  }

  @Test
  void whoNeverAnswersIsGivenUpAfterThreeTries() throws Exception {
    try (var twin = new NgTwin((_, _, _) -> null);
        var client = new NgClient(twin.address(), RANDOM)) {
      var gone = assertThrows(NgClient.NoAnswer.class, () -> client.ask("ping", Map.of()));
      assertTrue(String.valueOf(gone.getMessage()).contains("does not answer"));
      assertEquals(3, twin.asked.size());
    }
  }

  @Test
  void rubbishCountsAsNoAnswerAndTheNextTryGoesOn() throws Exception {
    try (var twin =
            new NgTwin(
                (n, cookie, _) ->
                    switch (n) {
                      case 0 -> new byte[0];
                      case 1 -> (cookie + " d3:").getBytes(StandardCharsets.US_ASCII);
                      default -> NgTwin.says(cookie, Map.of("result", "pong"));
                    });
        var client = new NgClient(twin.address(), RANDOM)) {
      assertEquals("pong", client.ask("ping", Map.of()).get("result"));
    }
  }

  @Test
  void anErrorIsToldWithItsReason() throws Exception {
    try (var twin =
            new NgTwin(
                (_, cookie, _) ->
                    NgTwin.says(cookie, Map.of("result", "error", "error-reason", "no ports")));
        var client = new NgClient(twin.address(), RANDOM)) {
      var refused = assertThrows(NgClient.Refused.class, () -> client.ask("offer", Map.of()));
      assertEquals("no ports", refused.getMessage());
    }
  }

  @Test
  void manyAskAtOnceAndEachGetsItsOwnAnswer() throws Exception {
    try (var twin = new NgTwin((_, cookie, request) -> NgTwin.says(cookie, Map.of("to", request)));
        var client = new NgClient(twin.address(), RANDOM);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String id = "call " + i;
        Callable<Object> asking = () -> client.ask("query", Map.of("call-id", id)).get("to");
        answers.add(threads.submit(asking));
      }
      for (int i = 0; i < 100; i++) {
        assertEquals(Map.of("command", "query", "call-id", "call " + i), answers.get(i).get());
      }
    }
  }

  @Test
  void whoIsNotThereMayComeLater() throws Exception {
    NgTwin.Answering pong = (_, cookie, _) -> NgTwin.says(cookie, Map.of("result", "pong"));
    NgTwin twin = new NgTwin(pong);
    var address = twin.address();
    twin.close();
    try (var client = new NgClient(address, RANDOM)) {
      assertThrows(NgClient.NoAnswer.class, () -> client.ask("ping", Map.of()));
      try (NgTwin later = new NgTwin(pong, address.getPort())) {
        assertEquals("pong", client.ask("ping", Map.of()).get("result"));
        assertEquals(1, later.asked.size());
      }
    }
  }
}
