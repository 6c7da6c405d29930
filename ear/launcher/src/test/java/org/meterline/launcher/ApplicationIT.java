package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** Numbers that lead to an application without a program: verbs say what becomes of callers. */
class ApplicationIT extends SteeredCallsTest {
  /** The manual's number: its caller rings, hears and is answered as verbs say. */
  @Test
  void theCallerOfAnApplicationIsAnsweredVerbByVerb() throws Exception {
    Ladder heard = new Ladder();
    try (Phone phone = meterline().phone("101", heard);
        Phone _ = answering("102");
        Events events = listen(AGENT, null);
        var calling = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(201, post(ADMIN, "numbers", example("numbers"), "").statusCode());
      Future<Dialog> called = calling.submit(() -> dialled(phone, "600"));
      String call = steered(events, "600");
      assertEquals("Orders", meterline().get(AGENT, call).path("callee").asText());
      done(call + "/ring", "");
      done(call + "/progress", "");
      Patience.until(
          "the caller rings and hears",
          Duration.ofSeconds(60),
          () -> told(heard, "180") && told(heard, "183"));
      assertFalse(called.isDone(), "nobody has answered yet");
      done(call + "/answer", "");
      try (Dialog talk = called.get(60, TimeUnit.SECONDS)) {
        assertEquals(200, talk.status());
        for (String verb : List.of("ring", "progress")) {
          problem(409, "answered-already", post(AGENT, call + "/" + verb, "", ""));
        }
        problem(409, "answered-already", post(AGENT, call + "/reject", "{\"status\": 486}", ""));
        String dial = "{\"to\": [{\"to\": \"102\"}]}";
        assertEquals(
            202, post(AGENT, call + "/dial", dial, "dial-" + UUID.randomUUID()).statusCode());
        events.await(type("call.changed").and(data("state", "TALKING")).and(of(call)));
        talk.hangUp();
      }
      JsonNode ended = events.await(type("call.ended").and(of(call)));
      assertEquals(200, ended.path("data").path("sipStatus").asInt(), ended::toString);
    }
  }

  @Test
  void theCallerOfAnApplicationIsRejectedSentElsewhereOrAnsweredAtOnce() throws Exception {
    try (Phone phone = meterline().phone("101", new Ladder());
        Events events = listen(AGENT, null);
        var calling = Executors.newVirtualThreadPerTaskExecutor()) {
      application("7801", false);
      Future<Dialog> first = calling.submit(() -> dialled(phone, "7801"));
      String rejected = steered(events, "7801");
      done(rejected + "/reject", "{\"status\": 486, \"reason\": \"All are talking\"}");
      try (Dialog talk = first.get(60, TimeUnit.SECONDS)) {
        assertEquals(486, talk.status());
        assertTrue(talk.reason().contains("All are talking"), talk::reason);
      }
      events.await(type("call.ended").and(of(rejected)));
      Patience.until(
          "the record says what was reached",
          Duration.ofSeconds(60),
          () ->
              meterline().get(AGENT, rejected).path("callee").asText().equals("application 7801"));

      application("7802", false);
      Future<Dialog> second = calling.submit(() -> dialled(phone, "7802"));
      String sentOn = steered(events, "7802");
      done(sentOn + "/redirect", "{\"to\": \"102\"}");
      try (Dialog talk = second.get(60, TimeUnit.SECONDS)) {
        assertEquals(302, talk.status());
      }
      events.await(type("call.ended").and(of(sentOn)));

      application("7803", true);
      try (Dialog talk = dialled(phone, "7803")) {
        assertEquals(200, talk.status());
        String call = steered(events, "7803");
        done(call + "/say?wait=30", "{\"say\": {\"number\": \"7\"}}");
        assertEquals(202, post(AGENT, call + "/hang-up", "", "").statusCode());
        assertTrue(talk.awaitEnd(Duration.ofSeconds(60)));
      }
    }
  }

  private void application(String number, boolean answers) throws Exception {
    String body =
        "{\"number\": \"%s\", \"target\": {\"kind\": \"APPLICATION\", \"answers\": %s}}"
            .formatted(number, answers);
    HttpResponse<String> made = post(ADMIN, "numbers", body, "");
    assertEquals(201, made.statusCode(), made.body());
  }

  /** A call to a number that was attached just now, which is known a moment later. */
  private static Dialog dialled(Phone phone, String number) throws Exception {
    List<Dialog> tried = new ArrayList<>();
    Patience.until(
        "the number is known",
        Duration.ofSeconds(60),
        () -> {
          tried.add(phone.call(number));
          return tried.getLast().status() != 404;
        });
    return tried.getLast();
  }

  /** Path of the call to that number, once verbs steer it. */
  private static String steered(Events events, String number) throws Exception {
    JsonNode event =
        events.await(
            type("call.changed").and(data("state", "STEERED")).and(data("dialled", number)));
    return "calls/" + event.path("subject").asText();
  }

  private static Predicate<JsonNode> of(String call) {
    return event -> call.equals("calls/" + event.path("subject").asText());
  }

  private static boolean told(Ladder ladder, String status) {
    return ladder.rungs().stream().anyMatch(rung -> rung.text().contains(status + " "));
  }
}
