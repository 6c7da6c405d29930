package org.meterline.telephony.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.meterline.telephony.Patience.until;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A voice by HTTP, as two makers of them would be asked. */
class CloudVoiceTest {
  private static final byte[] SOUND = "RIFF and so on".getBytes(StandardCharsets.US_ASCII);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private int status = 200;
  private String type = "audio/wav";
  private byte[] answer = SOUND;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static SpeechSettings.Cloud settings(int port) {
    return new SpeechSettings.Cloud(
        URI.create("http://127.0.0.1:" + port + "/v1/audio/speech"),
        "Authorization: Bearer secret-7",
        "{\"model\":\"m\",\"input\":\"{text}\",\"lang\":\"{language}\",\"voice\":\"{voice}\"}",
        "alloy");
  }

  private byte[] speak(String text, @Nullable String voice) throws IOException {
    return new CloudVoice(settings(server.getAddress().getPort()), Duration.ofSeconds(20))
        .speak(text, "de", voice);
  }

  @Test
  void textLanguageAndVoiceStandInTheBody() throws IOException {
    assertArrayEquals(SOUND, speak("Grüß \"Gott\"\n{voice} \\ $1", null));
    assertEquals(
        List.of(
            "Bearer secret-7",
            "{\"model\":\"m\",\"input\":\"Grüß \\\"Gott\\\"\\u000a{voice} \\\\ $1\","
                + "\"lang\":\"de\",\"voice\":\"alloy\"}"),
        asked);
    speak("x", "nova");
    assertEquals(
        "{\"model\":\"m\",\"input\":\"x\",\"lang\":\"de\",\"voice\":\"nova\"}", asked.getLast());
  }

  @Test
  void aSoundMayComeInBase64() throws IOException {
    type = "application/json; charset=UTF-8";
    answer =
        ("{\n \"audioContent\": \"" + Base64.getEncoder().encodeToString(SOUND) + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(SOUND, speak("x", null));
  }

  private static void fails(String why, CloudVoice voice) {
    IOException failed = assertThrows(IOException.class, () -> voice.speak("x", "en", null));
    assertEquals(why, failed.getMessage());
  }

  @Test
  void whatGoesWrongIsTold() throws IOException {
    status = 401;
    CloudVoice voice =
        new CloudVoice(settings(server.getAddress().getPort()), Duration.ofSeconds(20));
    fails("the voice answered 401", voice);
    status = 200;
    type = "application/json";
    fails("the voice answered without audio", voice);
    type = "audio/wav";
    answer = new byte[(12 << 20) + 1];
    fails("the voice answered too much", voice);
    try (ServerSocket silent = new ServerSocket(0, 1, HERE)) {
      fails(
          "the voice did not answer in time",
          new CloudVoice(settings(silent.getLocalPort()), Duration.ofMillis(200)));
    }
    server.stop(0);
    fails("the voice cannot be reached", voice);
  }

  @Test
  void whoAnswersALittleAtATimeIsHungUpOn() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    server.createContext(
        "/v1",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (!gone.await(20, TimeUnit.MILLISECONDS)) {
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
            }
          } catch (IOException e) {
            gone.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    var hasty = new CloudVoice(settings(server.getAddress().getPort()), Duration.ofMillis(500));
    // On a busy machine the time may be over before there is anybody to hang up on: so again.
    until(
        "it is hung up on",
        () -> {
          fails("the voice did not answer in time", hasty);
          return gone.getCount() == 0;
        });
  }

  @Test
  void theSecretIsNotWrittenOut() {
    assertFalse(settings(1).toString().contains("secret"));
  }
}
