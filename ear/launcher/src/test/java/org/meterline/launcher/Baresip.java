package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.meterline.launcher.phone.Phone;

/**
 * A baresip, a phone written elsewhere, on the loopback. It takes every call; its microphone hears
 * one tone, and what it hears is recorded.
 */
final class Baresip implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long its microphone hears something. */
  private static final int SECONDS = 300;

  private final Path folder;
  private final Process process;
  private final Socket control;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();

  /**
   * A customer's phone, once it is registered.
   *
   * @param hertz what its microphone hears
   * @param parameters of its account, for example {@code mediaenc=srtp-mand}
   */
  static Baresip of(
      Harbour harbour,
      RunningMeterline meterline,
      Harbour.Customer customer,
      int hertz,
      String... parameters)
      throws Exception {
    // Refused once it would wait for half a minute: so another asks whether the account is known.
    try (Phone asks = harbour.phone(customer)) {
      assertEquals(200, asks.register(Duration.ZERO));
    }
    String account =
        "<sip:"
            + customer.user()
            + "@harbour.example>;auth_pass="
            + customer.password()
            + proxy(meterline)
            + ";regint=300";
    Baresip phone = new Baresip(twoPorts(), account, hertz, parameters);
    try {
      Patience.until(
          customer.user() + " is registered",
          LIMIT,
          () -> phone.tell("reginfo", "").contains("OK "));
    } catch (Exception | AssertionError e) {
      phone.close();
      throw e;
    }
    return phone;
  }

  /**
   * The far end of the demo trunk, which nobody else is now.
   *
   * @param number its own: it takes calls to no other
   * @param hertz what its microphone hears
   */
  static Baresip carrier(RunningMeterline meterline, String number, int hertz) throws Exception {
    return new Baresip(
        meterline.configuration().demo().carrierPort(),
        "<sip:" + number + "@carrier.example>" + proxy(meterline) + ";regint=0",
        hertz);
  }

  private static String proxy(RunningMeterline meterline) {
    return ";outbound=\"sip:127.0.0.1:" + meterline.sip().getPort() + ";transport=udp\"";
  }

  /** It takes the next one, too, for TLS. */
  private static int twoPorts() throws IOException {
    int port = FreePorts.next();
    int next = FreePorts.next();
    while (next != port + 1) {
      port = next;
      next = FreePorts.next();
    }
    return port;
  }

  private Baresip(int port, String account, int hertz, String... parameters) throws Exception {
    folder = Files.createTempDirectory("baresip");
    int controlPort = FreePorts.next();
    speak(hertz);
    Files.writeString(
        folder.resolve("config"),
        String.join(
            "\n",
            "net_interface 127.0.0.1",
            "sip_listen 127.0.0.1:" + port,
            // Beside those of the Meterline under test and of rtpengine.
            "rtp_ports 15000-19900",
            "audio_source aufile," + folder.resolve("mic.wav"),
            "audio_player aubridge,sink",
            "audio_alert aubridge,alert",
            "ausrc_srate 8000",
            "auplay_srate 8000",
            "ausrc_channels 1",
            "auplay_channels 1",
            "module_path /usr/lib/baresip/modules",
            "module g711.so",
            "module aubridge.so",
            "module aufile.so",
            "module sndfile.so",
            "module srtp.so",
            "module_tmp uuid.so",
            "module_tmp account.so",
            "module_app menu.so",
            "module_app ctrl_tcp.so",
            "snd_path " + folder,
            "ctrl_tcp_listen 127.0.0.1:" + controlPort,
            ""));
    String more = parameters.length == 0 ? "" : ";" + String.join(";", parameters);
    Files.writeString(folder.resolve("accounts"), account + more + ";answermode=auto\n");
    Files.writeString(folder.resolve("contacts"), "");
    process =
        new ProcessBuilder("baresip", "-4", "-f", folder.toString())
            // At the end of its input it would write empty lines without end.
            .redirectInput(Path.of("/dev/zero").toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .directory(folder.toFile())
            .start();
    try {
      control = connect(controlPort);
      Thread.ofVirtual().name("baresip-" + port).start(this::listen);
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw new AssertionError(Files.readString(folder.resolve("log")), e);
    }
  }

  /** What its microphone hears, at a quarter of full scale. */
  private void speak(int hertz) throws Exception {
    String file = folder.resolve("mic.wav").toString();
    String sox =
        "sox -n -r 8000 -c 1 -b 16 %s synth 1 sine %d vol 0.25 repeat %d"
            .formatted(file, hertz, SECONDS - 1);
    Process made = new ProcessBuilder(sox.split(" ")).start();
    if (made.waitFor() != 0) {
      throw new IOException("sox makes no tone");
    }
  }

  private Socket connect(int port) throws Exception {
    var connected = new CopyOnWriteArrayList<Socket>();
    Patience.until(
        "baresip listens",
        LIMIT,
        () -> {
          if (!process.isAlive()) {
            throw new IOException("baresip has ended");
          }
          try {
            connected.add(new Socket(InetAddress.getLoopbackAddress(), port));
            return true;
          } catch (IOException e) {
            return false;
          }
        });
    return connected.getFirst();
  }

  /** Netstrings: length, colon, text, comma. */
  private void listen() {
    try (InputStream in = control.getInputStream()) {
      int length = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == ':') {
          events.add(JSON.readTree(in.readNBytes(length)));
          length = 0;
        } else {
          length = next == ',' ? 0 : length * 10 + next - '0';
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** Gives a command, as its menu knows them; answers what it says when that is done. */
  String tell(String command, String parameters) throws Exception {
    String token = "t" + tokens.incrementAndGet();
    byte[] text =
        JSON.writeValueAsBytes(Map.of("command", command, "params", parameters, "token", token));
    var out = new ByteArrayOutputStream();
    out.writeBytes((text.length + ":").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(text);
    out.write(',');
    control.getOutputStream().write(out.toByteArray());
    Patience.until("baresip does " + command, LIMIT, () -> answers(token).findAny().isPresent());
    return answers(token).findAny().orElseThrow().path("data").asText();
  }

  private Stream<JsonNode> answers(String token) {
    return events.stream()
        .filter(e -> e.path("token").asText().equals(token) && e.path("ok").asBoolean());
  }

  /** Calls until somebody answers, as is so once the number is known. */
  void dial(String number) throws Exception {
    Patience.until(
        number + " answers",
        LIMIT,
        () -> {
          long over = all("CALL_CLOSED").count();
          tell("dial", number);
          Patience.until("an answer", LIMIT, () -> talks() || all("CALL_CLOSED").count() > over);
          return talks();
        });
  }

  private boolean talks() {
    return events.stream()
        .map(event -> event.path("type").asText())
        .filter(type -> type.equals("CALL_ESTABLISHED") || type.equals("CALL_CLOSED"))
        .reduce("", (_, latest) -> latest)
        .equals("CALL_ESTABLISHED");
  }

  /** Waits until the talk is over. */
  void awaitEnd() throws Exception {
    Patience.until("the talk is over", LIMIT, () -> !talks());
  }

  private Stream<JsonNode> all(String type) {
    return events.stream().filter(e -> e.path("type").asText().equals(type));
  }

  /** The digits that were heard, by RFC 4733: it knows no others. */
  String digits() {
    var digits = new StringBuilder();
    all("CALL_DTMF_START").forEach(e -> digits.append(e.path("param").asText()));
    return digits.toString();
  }

  /** How loud a tone is in what it heard last; full scale is 32,767. */
  double hears(int hertz) throws IOException {
    return Heard.amplitude(heard(), hertz);
  }

  /** What was heard in the latest call, 8,000 samples a second. */
  private short[] heard() throws IOException {
    List<Path> recordings;
    try (Stream<Path> files = Files.list(folder)) {
      recordings = files.filter(f -> f.toString().endsWith("-dec.wav")).sorted().toList();
    }
    if (recordings.isEmpty()) {
      return new short[0];
    }
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(recordings.getLast()));
    short[] heard = new short[Math.max(0, (file.capacity() - 44) / 2)];
    if (heard.length > 0) {
      file.order(ByteOrder.LITTLE_ENDIAN).position(44).asShortBuffer().get(heard);
    }
    return heard;
  }

  @Override
  public void close() throws IOException {
    control.close();
    process.destroy();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process.onExit().join();
    Folders.delete(folder);
  }
}
