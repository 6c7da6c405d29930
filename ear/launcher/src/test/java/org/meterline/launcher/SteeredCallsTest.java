package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Calls that are steered over REST, by whom, and what is heard of them over a WebSocket. */
abstract class SteeredCallsTest extends WholeProductTest {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String ADMIN = "admin@harbour.example";
  static final String AGENT = "agent@harbour.example";

  final HttpClient client = HttpClient.newHttpClient();

  // --- Who takes part

  /** Path of a call that both are in. */
  String called(String first, String then) throws Exception {
    return begun(
        "{\"first\": {\"to\": \"%s\"}, \"then\": {\"to\": \"%s\"}, \"account\": \"%s\"}"
            .formatted(first, then, first));
  }

  String begun(String wish) throws Exception {
    HttpResponse<String> answer = post(AGENT, "calls", wish, "control-" + UUID.randomUUID());
    assertEquals(202, answer.statusCode(), answer.body());
    return "calls/" + JSON.readTree(answer.body()).path("id").asText();
  }

  static String leg(Object id) {
    return "{\"leg\": \"%s\"}".formatted(id);
  }

  /** The body that {@code docs/manual/calls.md} shows for the verb. */
  static String example(String verb) throws Exception {
    String manual =
        Files.readString(Path.of("").toAbsolutePath().resolve("../../docs/manual/calls.md"));
    Matcher example =
        Pattern.compile("/" + verb + "\\b[^\n]*\n(?: {4}[A-Z][^\n]*\n)*\n((?: {4}.*\n)+)")
            .matcher(manual);
    assertTrue(example.find(), "the manual has an example of " + verb);
    return example.group(1);
  }

  static HttpResponse<String> post(String login, String path, String body, String key)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http" + base() + path))
            .header("Authorization", "Bearer " + meterline().rest(login).token())
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return Http.send(request);
  }

  static String base() {
    return "://127.0.0.1:%d/api/v1/".formatted(meterline().configuration().web().port());
  }

  static void problem(int status, String name, HttpResponse<String> answer) throws Exception {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "https://meterline.org/problems/" + name,
        JSON.readTree(answer.body()).path("type").asText());
  }

  // --- What is heard

  static Predicate<JsonNode> type(String type) {
    return event -> event.path("type").asText().equals(type);
  }

  static Predicate<JsonNode> data(String name, String value) {
    return event -> event.path("data").path(name).asText().equals(value);
  }

  Events listen(String login, @Nullable String last) throws Exception {
    Events events = new Events();
    events.socket = socket(events, meterline().rest(login).token(), last).get(60, TimeUnit.SECONDS);
    return events;
  }

  CompletableFuture<WebSocket> socket(Events events, String token, @Nullable String last) {
    String after = last == null ? "" : "?last-event-id=" + last;
    return client
        .newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(URI.create("ws" + base() + "events" + after), events);
  }

  /** One who reads the stream. */
  static final class Events implements WebSocket.Listener, AutoCloseable {
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private @Nullable WebSocket socket;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        try {
          heard.add(JSON.readTree(part.toString()));
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    List<JsonNode> all() {
      return new ArrayList<>(heard);
    }

    JsonNode await(Predicate<JsonNode> wanted) throws Exception {
      Patience.until(
          "an event among " + heard.size(),
          Duration.ofSeconds(60),
          () -> heard.stream().anyMatch(wanted));
      return heard.stream().filter(wanted).findFirst().orElseThrow();
    }

    void nothingTwice() {
      Set<String> ids = new HashSet<>();
      heard.forEach(event -> assertTrue(ids.add(event.path("id").asText()), event::toString));
    }

    @Override
    public void close() {
      if (socket != null) {
        socket.abort();
      }
    }
  }

  /** The verb's result, when it is over. */
  JsonNode done(String path, String body) throws Exception {
    HttpResponse<String> answer = post(AGENT, path, body, "");
    assertEquals(200, answer.statusCode(), answer.body());
    JsonNode operation = JSON.readTree(answer.body());
    assertEquals("done", operation.path("state").asText(), answer.body());
    return operation.path("result");
  }
}
