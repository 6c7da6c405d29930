package org.meterline.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.launcher.phone.Phone;

/** A call is recorded over REST, heard, and erased. */
class RecordingIT extends WholeProductTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADMIN = "admin@harbour.example";
  private static final String AGENT = "agent@harbour.example";
  private static final String STRANGER = "admin@meadow.example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aCallIsRecordedHeardAndErased(@TempDir Path folder) throws Exception {
    try (Phone _ = answering("101");
        Phone _ = answering("102")) {
      String call = called("101", "102");
      Patience.until(
          "they talk",
          PATIENCE,
          () -> meterline().get(AGENT, call).path("state").asText().equals("TALKING"));
      HttpResponse<String> begun =
          post(call + "/recordings", "{\"beep\": true}", "record-" + UUID.randomUUID());
      assertEquals(200, begun.statusCode(), begun.body());
      String id = JSON.readTree(begun.body()).path("result").path("recordingId").asText();
      for (String change : new String[] {"pause", "resume", "mask", "unmask"}) {
        HttpResponse<String> changed = post(call + "/recordings/" + id + "/" + change, "", "");
        assertEquals(200, changed.statusCode(), change + ": " + changed.body());
      }
      // The prompt is what the caller hears, and so on the right.
      HttpResponse<String> played =
          post(
              call + "/play?wait=30",
              "{\"play\": [{\"hertz\": [700], \"seconds\": 2}], \"leg\": \"caller\"}",
              "");
      assertEquals(200, played.statusCode(), played.body());
      assertEquals(200, post(call + "/recordings/" + id + "/stop", "", "").statusCode());
      String recording = "recordings/" + id;
      Patience.until(
          "it is kept",
          PATIENCE,
          () ->
              get(ADMIN, recording, "").statusCode() == 200
                  && meterline().get(ADMIN, recording).path("audible").asBoolean());
      JsonNode kept = meterline().get(ADMIN, recording);
      assertEquals("stopped", kept.path("reason").asText(), kept::toString);
      assertEquals(AGENT, kept.path("askedBy").asText());
      assertEquals(202, post(call + "/hang-up", "", "").statusCode());

      byte[] whole = get(ADMIN, recording + "/audio", "").body();
      assertEquals(kept.path("bytes").asLong(), whole.length);
      HttpResponse<byte[]> part = get(ADMIN, recording + "/audio", "bytes=44-99");
      assertEquals(206, part.statusCode());
      assertEquals(
          "bytes 44-99/" + whole.length, part.headers().firstValue("Content-Range").orElse("none"));
      assertArrayEquals(Arrays.copyOfRange(whole, 44, 100), part.body());
      assertEquals(
          416, get(ADMIN, recording + "/audio", "bytes=" + whole.length + "-").statusCode());
      heard(Files.write(folder.resolve("recording.wav"), whole), 700);

      assertEquals(403, get(AGENT, recording + "/audio", "").statusCode());
      assertEquals(404, get(STRANGER, recording + "/audio", "").statusCode());
      assertEquals(
          1, meterline().get(ADMIN, recording + "/downloads").path("items").size(), "noted once");
      String ofCall = "recordings?call=" + call.substring(call.indexOf('/') + 1);
      assertEquals(1, meterline().get(ADMIN, ofCall).path("items").size());

      assertEquals(200, send("DELETE", ADMIN, recording, "", "").statusCode());
      assertEquals(410, get(ADMIN, recording + "/audio", "").statusCode());
      assertEquals(
          ADMIN, meterline().get(ADMIN, recording).path("deletedBy").asText(), "its line stays");
    }
  }

  /** Nobody asks: a rule says so, and the record says which and how they agreed. */
  @Test
  void aRuleRecordsFromTheAnswerOn() throws Exception {
    String phone = DemoSeed.id("101@harbour.example").toString();
    String rule =
        "{\"phoneId\": \"%s\", \"ways\": \"both\", \"internal\": true, \"consent\": \"%s\"%s}";
    assertEquals(
        422,
        send("POST", ADMIN, "recording-rules", rule.formatted(phone, "silent", ""), "")
            .statusCode(),
        "nobody said that the law allows it");
    assertEquals(
        403,
        send("POST", AGENT, "recording-rules", rule.formatted(phone, "announce", ""), "")
            .statusCode());
    HttpResponse<String> made =
        send("POST", ADMIN, "recording-rules", rule.formatted(phone, "announce", ""), "");
    assertEquals(201, made.statusCode(), made.body());
    String path = "recording-rules/" + JSON.readTree(made.body()).path("id").asText();
    try (Phone _ = answering("101");
        Phone _ = answering("102")) {
      String call = called("101", "102");
      String ofCall = "recordings?call=" + call.substring(call.indexOf('/') + 1);
      Patience.until(
          "it is recorded when they have heard so",
          PATIENCE,
          () -> !meterline().get(ADMIN, ofCall).path("items").isEmpty());
      assertEquals("TALKING", meterline().get(AGENT, call).path("state").asText());
      assertEquals(202, post(call + "/hang-up", "", "").statusCode());
      Patience.until(
          "it is over",
          PATIENCE,
          () -> meterline().get(ADMIN, call).path("state").asText().equals("ENDED"));
      JsonNode ruled = meterline().get(ADMIN, call).path("recordingRule");
      assertEquals("announced", ruled.path("consent").asText(), ruled::toString);
      assertEquals("extension 101", ruled.path("because").asText());
      JsonNode kept = meterline().get(ADMIN, "recordings/" + ruled.path("recordingId").asText());
      assertEquals("announced", kept.path("consent").asText(), kept::toString);
      assertEquals(2, kept.path("channels").asInt());
    } finally {
      assertEquals(204, send("DELETE", ADMIN, path, "", "").statusCode());
    }
  }

  /** What sox says: two channels, and the tone on the right alone. */
  private static void heard(Path file, int hertz) throws Exception {
    assertEquals("2", said("soxi", "-c", file.toString()));
    assertEquals("8000", said("soxi", "-r", file.toString()));
    String band = (hertz - 100) + "-" + (hertz + 100);
    double left = level(file, 1, band);
    double right = level(file, 2, band);
    assertTrue(right > 20 * left + 0.001, "left " + left + ", right " + right);
  }

  private static double level(Path file, int channel, String band) throws Exception {
    for (String line :
        said("sox", file.toString(), "-n", "remix", "" + channel, "sinc", band, "stat")
            .split("\n", -1)) {
      if (line.startsWith("RMS     amplitude:")) {
        return Double.parseDouble(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    throw new AssertionError("no level");
  }

  private static String said(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private String called(String first, String then) throws Exception {
    HttpResponse<String> answer =
        post(
            "calls",
            "{\"first\": {\"to\": \"%s\"}, \"then\": {\"to\": \"%s\"}, \"account\": \"%s\"}"
                .formatted(first, then, first),
            "recorded-" + UUID.randomUUID());
    assertEquals(202, answer.statusCode(), answer.body());
    return "calls/" + JSON.readTree(answer.body()).path("id").asText();
  }

  private HttpResponse<String> post(String path, String body, String key) throws Exception {
    return send("POST", AGENT, path, body, key);
  }

  private HttpResponse<String> send(
      String method, String login, String path, String body, String key) throws Exception {
    HttpRequest.Builder request =
        request(login, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> get(String login, String path, String range) throws Exception {
    HttpRequest.Builder request = request(login, path).GET();
    if (!range.isEmpty()) {
      request.header("Range", range);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder request(String login, String path) throws Exception {
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:%d/api/v1/%s"
                    .formatted(meterline().configuration().web().port(), path)))
        .header("Authorization", "Bearer " + meterline().rest(login).token());
  }
}
