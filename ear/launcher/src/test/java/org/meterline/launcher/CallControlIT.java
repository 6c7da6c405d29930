package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** A live call is steered over REST, and what happens is heard over a WebSocket. */
class CallControlIT extends SteeredCallsTest {
  @Test
  void aTalkIsHeldTransferredAndEnded() throws Exception {
    try (Phone _ = answering("101");
        Phone _ = answering("102");
        Events events = listen(AGENT, null)) {
      String call = called("101", "102");
      events.await(type("call.changed").and(data("state", "TALKING")));

      HttpResponse<String> held = post(AGENT, call + "/hold", "{}", "");
      assertEquals(200, held.statusCode(), held.body());
      assertEquals("done", JSON.readTree(held.body()).path("state").asText());
      JsonNode leg = events.await(type("leg.changed").and(data("state", "held")));
      String callee = leg.path("data").path("legId").asText();
      problem(404, "unknown-leg", post(AGENT, call + "/hold", leg(UUID.randomUUID()), ""));
      assertEquals(200, post(AGENT, call + "/unhold", leg(callee), "").statusCode());

      // The manual's example: it plays for a minute, unless it is stopped.
      HttpResponse<String> playing = post(AGENT, call + "/play", example("play"), "");
      assertEquals(202, playing.statusCode(), playing.body());
      String operation = JSON.readTree(playing.body()).path("id").asText();
      problem(409, "busy", post(AGENT, call + "/play", example("play"), ""));
      for (String verb : List.of("pause", "resume", "stop")) {
        assertEquals(200, post(AGENT, call + "/" + verb, "", "").statusCode(), verb);
      }
      JsonNode ended = events.await(type("operation.ended").and(data("id", operation)));
      assertEquals("play", ended.path("data").path("verb").asText());
      problem(409, "nothing-plays", post(AGENT, call + "/stop", "", ""));

      String transfer = call + "/transfer?wait=30";
      problem(422, "invalid", post(AGENT, transfer, example("transfer"), ""));
      HttpResponse<String> done = post(AGENT, transfer, example("transfer"), "order-4711-a");
      JsonNode result = JSON.readTree(done.body());
      assertEquals("ANSWER", result.path("result").path("status").asText(), done.body());
      HttpResponse<String> again = post(AGENT, transfer, example("transfer"), "order-4711-a");
      assertEquals(result, JSON.readTree(again.body()), "it is done once");
      problem(
          422,
          "idempotency-key-reused",
          post(AGENT, transfer, "{\"to\": \"102\"}", "order-4711-a"));

      String id = call.substring(call.indexOf('/') + 1);
      JsonNode live = meterline().get(AGENT, call);
      assertEquals("+33123456700", live.path("callee").asText(), live::toString);
      assertEquals(202, post(AGENT, call + "/hang-up?cause=16", "", "").statusCode());
      events.await(type("call.ended").and(event -> event.path("subject").asText().equals(id)));
      problem(409, "call-is-over", post(AGENT, call + "/hold", "{}", ""));
      events.nothingTwice();
    }
  }

  @Test
  void whoComesBackMissesNothing() throws Exception {
    try (Phone _ = answering("101");
        Phone _ = answering("102")) {
      String last;
      String call;
      try (Events events = listen(AGENT, null)) {
        call = called("101", "102");
        last = events.await(type("call.changed").and(data("state", "TALKING"))).path("id").asText();
      }
      assertEquals(202, post(AGENT, call + "/hang-up", "", "").statusCode());
      Patience.until(
          "the call is over",
          Duration.ofSeconds(60),
          () -> !meterline().get(AGENT, call).path("ended").isNull());
      try (Events events = listen(AGENT, last)) {
        events.await(type("leg.changed").and(data("state", "over")));
        events.await(type("call.ended"));
        assertTrue(events.all().stream().noneMatch(e -> e.path("id").asText().equals(last)));
        assertFalse(events.all().stream().anyMatch(type("stream.gap")));
      }
      try (Events events = listen(AGENT, "of-another-time-7")) {
        events.await(type("stream.gap"));
      }
    }
  }

  @Test
  void serverSentEventsComeInOneStream() throws Exception {
    HttpRequest events =
        HttpRequest.newBuilder(URI.create("http" + base() + "events"))
            .header("Authorization", "Bearer " + meterline().rest(AGENT).token())
            .header("Accept", "text/event-stream")
            .build();
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Phone _ = answering("101");
        Phone _ = answering("102");
        Stream<String> stream = client.send(events, BodyHandlers.ofLines()).body()) {
      Thread.ofVirtual().start(() -> stream.forEach(heard::add));
      String call = called("101", "102");
      Patience.until(
          "it is heard that they talk",
          Duration.ofSeconds(60),
          () -> heard.stream().anyMatch(line -> line.contains("\"state\":\"TALKING\"")));
      assertEquals(202, post(AGENT, call + "/hang-up", "", "").statusCode());
      Patience.until(
          "it is heard that they do not any more",
          Duration.ofSeconds(60),
          () -> heard.stream().anyMatch(line -> line.contains("\"type\":\"call.ended\"")));
    }
  }

  /** No program runs: an application of the tenant's says what comes, verb by verb. */
  @Test
  void oneIsCalledAloneAndVerbsSayWhatComes() throws Exception {
    try (Phone _ = answering("101");
        Phone other = meterline().phone("102", new Ladder());
        Events events = listen(AGENT, null)) {
      var taken = new LinkedBlockingQueue<Dialog>();
      other.onCall(
          dialog -> {
            try {
              dialog.answer();
              taken.add(dialog);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assertEquals(200, other.register(Duration.ofMinutes(5)));
      String call = begun("{\"first\": {\"to\": \"101\"}, \"account\": \"101\"}");
      events.await(type("call.changed").and(data("state", "STEERED")));

      JsonNode said = done(call + "/say?wait=30", "{\"say\": {\"number\": \"7\"}}");
      assertTrue(said.path("positionMillis").asInt() > 0, said::toString);
      ownSoundsAreHeard(call);
      String music = "{\"play\": [{\"hertz\": [440], \"seconds\": 60}]}";
      assertEquals(202, post(AGENT, call + "/play", music, "").statusCode());
      for (String verb : List.of("seek", "stop")) {
        assertEquals(200, post(AGENT, call + "/" + verb, "{\"millis\": 0}", "").statusCode(), verb);
      }
      JsonNode digits = done(call + "/gather?wait=30", "{\"timeoutSeconds\": 1}");
      assertTrue(digits.path("timedOut").asBoolean(), digits::toString);
      done(call + "/send-digits", "{\"digits\": \"12#\", \"leg\": \"caller\"}");
      done(call + "/set-variable", "{\"name\": \"order\", \"value\": \"4711\"}");

      HttpResponse<String> dialled =
          post(AGENT, call + "/dial", "{\"to\": [{\"to\": \"102\"}]}", "dial-" + UUID.randomUUID());
      assertEquals(202, dialled.statusCode(), dialled.body());
      events.await(type("call.changed").and(data("state", "TALKING")));
      done(call + "/unbridge", "");
      done(call + "/bridge", "");
      try (Dialog talk = taken.take()) {
        talk.hangUp();
      }
      String operation = JSON.readTree(dialled.body()).path("id").asText();
      JsonNode ended = events.await(type("operation.ended").and(data("id", operation)));
      assertEquals("ANSWER", ended.path("data").path("result").path("status").asText());
      assertEquals("STEERED", meterline().get(AGENT, call).path("state").asText());

      String program = "program-" + UUID.randomUUID();
      assertEquals(
          200,
          post(AGENT, call + "/run-program?wait=30", "{\"number\": \"500\"}", program)
              .statusCode());
      assertEquals(202, post(AGENT, call + "/hang-up", "", "").statusCode());
      events.await(type("call.ended"));
    }
  }

  /** What an admin handed in just now is played by its name; what nobody did is told. */
  private void ownSoundsAreHeard(String call) throws Exception {
    Path file = Files.createTempFile("own", ".wav");
    try {
      Process sox =
          new ProcessBuilder(
                  "sox",
                  "-n",
                  "-r",
                  "16000",
                  "-c",
                  "2",
                  "-b",
                  "16",
                  file.toString(),
                  "synth",
                  "0.5",
                  "sine",
                  "620")
              .start();
      assertEquals(0, sox.waitFor());
      assertEquals(403, sound(AGENT, "PUT", BodyPublishers.ofFile(file)).statusCode());
      HttpResponse<String> kept = sound(ADMIN, "PUT", BodyPublishers.ofFile(file));
      assertEquals(200, kept.statusCode(), kept.body());
      assertEquals(500, JSON.readTree(kept.body()).path("millis").asInt(), kept.body());
      problem(422, "invalid", sound(ADMIN, "PUT", BodyPublishers.ofString("no sound")));
      JsonNode heard =
          done(
              call + "/play?wait=30",
              "{\"play\": [{\"sound\": \"it-own\"}, {\"sound\": \"none\"}]}");
      assertEquals(500, heard.path("positionMillis").asInt(), heard::toString);
      assertEquals("there is no sound none", heard.path("skipped").path(0).asText());
      Harbour harbour = new Harbour(meterline());
      harbour.put("music-on-hold", "{\"plays\": \"sound\", \"sound\": \"it-own\"}", 200);
      problem(409, "sound-in-use", sound(ADMIN, "DELETE", BodyPublishers.noBody()));
      harbour.put("music-on-hold", "{\"plays\": \"sound\", \"sound\": \"none\"}", 422);
      harbour.put("music-on-hold", "{\"plays\": \"builtIn\"}", 200);
      assertEquals(204, sound(ADMIN, "DELETE", BodyPublishers.noBody()).statusCode());
      problem(404, "not-found", sound(ADMIN, "DELETE", BodyPublishers.noBody()));
    } finally {
      Files.delete(file);
    }
  }

  private HttpResponse<String> sound(String login, String method, HttpRequest.BodyPublisher body)
      throws Exception {
    return Http.send(
        HttpRequest.newBuilder(URI.create("http" + base() + "sounds/it-own"))
            .header("Authorization", "Bearer " + meterline().rest(login).token())
            .headers(
                method.equals("PUT")
                    ? new String[] {"Content-Type", "application/octet-stream"}
                    : new String[] {"Accept", "application/json"})
            .method(method, body));
  }

  @Test
  void nobodyElseSteersOrHears() throws Exception {
    String stranger = "admin@meadow.example";
    try (Phone _ = answering("101");
        Phone _ = answering("102");
        Events theirs = listen(stranger, null);
        Events ours = listen(AGENT, null)) {
      String call = called("101", "102");
      ours.await(type("call.changed").and(data("state", "TALKING")));
      problem(404, "not-found", post(stranger, call + "/hold", "{}", ""));
      problem(403, "forbidden", post("finance@harbour.example", call + "/hold", "{}", ""));
      assertEquals(202, post(AGENT, call + "/hang-up", "", "").statusCode());
      ours.await(type("call.ended"));
      assertEquals(List.of(), theirs.all().stream().filter(type("call.changed")).toList());
    }
    try {
      socket(new Events(), "not-a-token", null).join();
      throw new AssertionError("a stranger was let in");
    } catch (CompletionException refused) {
      assertTrue(refused.getCause() instanceof java.net.http.WebSocketHandshakeException);
    }
  }
}
