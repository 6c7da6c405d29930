package org.meterline.telephony.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.fetch.Addresses;

/** What is fetched from a server on loopback, and which servers are never asked. */
class HttpSoundsTest {
  private static final byte[] WAV = "RIFF----WAVEand so on".getBytes(StandardCharsets.US_ASCII);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI at(String path) {
    return URI.create("http://sounds.example:" + server.getAddress().getPort() + path);
  }

  private void answers(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          asked.add(
              exchange.getRequestHeaders().getFirst("Host").replaceAll(":.*", "")
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("If-None-Match"));
          answer.to(exchange);
          exchange.close();
        });
  }

  private static void send(HttpExchange exchange, byte[] body, boolean chunked) throws IOException {
    exchange.sendResponseHeaders(200, chunked ? 0 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static HttpSounds anywhere(Duration patience) {
    return new HttpSounds(
        new SpeechSettings(null, patience, true),
        System::nanoTime,
        host -> new InetAddress[] {HERE});
  }

  private static HttpSounds anywhere() {
    return anywhere(Duration.ofSeconds(20));
  }

  @Test
  void aSoundIsFetchedAndAskedForAgainByItsTag() throws IOException {
    answers(
        "/a.wav",
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          if ("\"one\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
          } else {
            send(exchange, WAV, false);
          }
        });
    HttpSounds sounds = anywhere();
    assertArrayEquals(WAV, sounds.fetch(at("/a.wav?x=1")));
    assertArrayEquals(WAV, sounds.fetch(at("/a.wav?x=1")));
    assertEquals(
        List.of("sounds.example/a.wav?x=1 null", "sounds.example/a.wav?x=1 \"one\""), asked);
  }

  @Test
  void aSoundWithoutATagIsFetchedAnewAndMayComeInChunks() throws IOException {
    answers("/b.wav", exchange -> send(exchange, WAV, true));
    HttpSounds sounds = anywhere();
    assertArrayEquals(WAV, sounds.fetch(at("/b.wav")));
    assertArrayEquals(WAV, sounds.fetch(at("/b.wav")));
    assertEquals(List.of("sounds.example/b.wav null", "sounds.example/b.wav null"), asked);
  }

  @Test
  void g711WithoutAHeaderGetsOne() throws IOException {
    answers(
        "/c",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "audio/basic");
          send(exchange, new byte[] {1, 2, 3}, false);
        });
    byte[] wav = anywhere().fetch(at("/c"));
    assertEquals(47, wav.length);
    assertEquals(7, wav[20]);
    assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOfRange(wav, 44, 47));
  }

  private void fails(String why, HttpSounds sounds, URI at) {
    IOException failed = assertThrows(IOException.class, () -> sounds.fetch(at));
    assertTrue(String.valueOf(failed.getMessage()).contains(why), failed.getMessage());
  }

  @Test
  void whatIsNoSoundIsNotTaken() {
    answers("/text", exchange -> send(exchange, "hello there".getBytes(UTF_8), false));
    answers(
        "/large",
        exchange -> {
          exchange.sendResponseHeaders(200, 1L << 40);
          exchange.getResponseBody().flush();
        });
    answers("/gone", exchange -> exchange.sendResponseHeaders(404, -1));
    fails("not a sound", anywhere(), at("/text"));
    fails("too large", anywhere(), at("/large"));
    fails("answered 404", anywhere(), at("/gone"));
    fails("http and https", anywhere(), URI.create("ftp://sounds.example/a"));
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  @Test
  void redirectionsAreFollowedButNotWithoutEndNorInwards() {
    AtomicInteger lookedUp = new AtomicInteger();
    answers("/round", exchange -> redirect(exchange, "/round"));
    answers("/in", exchange -> redirect(exchange, "http://169.254.169.254/latest/meta-data"));
    answers("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
    fails("without end", anywhere(), at("/round"));
    fails("http and https", anywhere(), at("/file"));
    // The first name is said to be public, as a stranger's is; what it points to is not.
    HttpSounds sounds =
        new HttpSounds(
            new SpeechSettings(null, Duration.ofSeconds(20), false),
            System::nanoTime,
            host -> {
              lookedUp.incrementAndGet();
              return host.equals("sounds.example")
                  ? new InetAddress[] {InetAddress.ofLiteral("93.184.215.14"), HERE}
                  : InetAddress.getAllByName(host);
            });
    fails("not a public one", sounds, at("/in")); // one address inside is enough
    assertEquals(1, lookedUp.get());
    assertEquals(7, asked.size());
    HttpSounds usual = new HttpSounds(SpeechSettings.USUAL, System::nanoTime);
    fails("not a public one", usual, URI.create("http://127.0.0.1:1/"));
    fails("not a public one", usual, URI.create("http://localhost:1/"));
    fails("not a public one", usual, URI.create("http://[::1]:1/"));
    fails("not a public one", usual, URI.create("https://169.254.169.254/latest"));
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, HERE)) {
      URI at = URI.create("http://sounds.example:" + silent.getLocalPort() + "/");
      fails("in time", anywhere(Duration.ofMillis(200)), at);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void norOneThatSaysAnOctetNowAndThen(String scheme) throws Exception {
    byte[] begin =
        scheme.equals("https")
            ? new byte[] {0x16, 3, 3, 0x40, 0} // a handshake's record of 16 KiB
            : "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n".getBytes(UTF_8);
    CountDownLatch over = new CountDownLatch(1);
    try (ServerSocket slow = new ServerSocket(0, 1, HERE)) {
      Thread serving =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket asking = slow.accept()) {
                      asking.getOutputStream().write(begin);
                      for (int i = 0; i < 200 && !over.await(50, TimeUnit.MILLISECONDS); i++) {
                        asking.getOutputStream().write(0);
                      }
                    } catch (IOException | InterruptedException e) {
                      // It is hung up on.
                    }
                  });
      URI at = URI.create(scheme + "://sounds.example:" + slow.getLocalPort() + "/");
      fails("in time", anywhere(Duration.ofMillis(500)), at);
      over.countDown();
      serving.join();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::127.0.0.1"
      })
  void innerAddresses(String address) {
    assertFalse(Addresses.isPublic(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:2800:21f::1"})
  void publicAddresses(String address) {
    assertTrue(Addresses.isPublic(InetAddress.ofLiteral(address)));
  }
}
