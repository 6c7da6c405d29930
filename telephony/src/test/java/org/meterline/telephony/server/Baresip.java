package org.meterline.telephony.server;

import static org.meterline.telephony.Patience.until;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.sip.Sipp;

/**
 * A baresip phone, a SIP peer written elsewhere, on the loopback. It answers by itself, its
 * microphone hears one tone, and what comes from the far end is recorded.
 */
final class Baresip implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RATES = Pattern.compile("audio=([0-9]+)/([0-9]+) \\(bit/s\\)");

  private final Path folder;
  private final Process process;
  private final Socket control;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();

  /**
   * Starts a phone and lets it register.
   *
   * @param transport {@code udp}, {@code tcp} or {@code tls}
   * @param hertz what its microphone hears
   * @param parameters of its account, for example {@code audio_codecs=PCMU}
   */
  Baresip(House house, Path home, String user, String transport, int hertz, String... parameters)
      throws IOException {
    this("127.0.0.1", house, home, user, transport, hertz, parameters);
  }

  /** The same on this address of the loopback. */
  Baresip(
      String host,
      House house,
      Path home,
      String user,
      String transport,
      int hertz,
      String... parameters)
      throws IOException {
    this(
        host,
        0,
        home,
        List.of(
            "<sip:" + user + "@" + House.DOMAIN + ";transport=" + transport + ">",
            "auth_user=" + user,
            "auth_pass=" + House.password(user),
            outbound(host, transport.equals("tls") ? house.tlsPort() : house.port(), transport),
            "regint=300"),
        registers(house, user, 1),
        hertz,
        parameters);
  }

  /**
   * One that registers through each of these proxies.
   *
   * @param edges their ports, one or two
   */
  static Baresip through(
      List<Integer> edges,
      House house,
      Path home,
      String user,
      String transport,
      int hertz,
      String... parameters)
      throws IOException {
    var account =
        new ArrayList<>(
            List.of(
                "<sip:" + user + "@" + House.DOMAIN + ";transport=" + transport + ">",
                "auth_user=" + user,
                "auth_pass=" + House.password(user),
                outbound("127.0.0.1", edges.getFirst(), transport),
                "regint=300"));
    edges.stream()
        .skip(1)
        .map(second -> outbound("127.0.0.1", second, transport).replace("outbound", "outbound2"))
        .forEach(account::add);
    return new Baresip(
        "127.0.0.1", 0, home, account, registers(house, user, edges.size()), hertz, parameters);
  }

  /**
   * One that registers nowhere: it is called at its port, and dials what the proxy knows.
   *
   * @param host where both are
   * @param address for example {@code far@carrier.example}
   * @param port its own
   * @param proxy the proxy's port
   */
  static Baresip behind(
      int proxy, String host, Path home, String address, int port, int hertz, String... parameters)
      throws IOException {
    return new Baresip(
        host,
        port,
        home,
        List.of("<sip:" + address + ">", outbound(host, proxy, "udp"), "regint=0"),
        () -> true,
        hertz,
        parameters);
  }

  private static String outbound(String host, int port, String transport) {
    return "outbound=\"sip:"
        + IpLiteral.inUri(host)
        + ":"
        + port
        + ";transport="
        + transport
        + "\"";
  }

  private static BooleanSupplier registers(House house, String user, int ways) {
    int before = house.registrations(user);
    return () -> house.registrations(user) >= before + ways;
  }

  /**
   * @param port 0 for one that is free
   */
  private Baresip(
      String host,
      int port,
      Path home,
      List<String> registration,
      BooleanSupplier ready,
      int hertz,
      String... parameters)
      throws IOException {
    String here = IpLiteral.inUri(host);
    folder = Files.createDirectories(home);
    Tones.write(folder.resolve("mic.wav"), hertz, 60 * 8000);
    int controlPort = Sipp.freePort();
    String config =
        String.join(
            "\n",
            "net_interface " + host,
            // The next port is its one for TLS.
            "sip_listen " + here + ":%d",
            "rtp_ports 25000-30299",
            // Both ways over one port, if the far end can.
            "rtcp_mux " + (List.of(parameters).contains("medianat=ice") ? "yes" : "no"),
            "audio_source aufile," + folder.resolve("mic.wav"),
            "audio_player aubridge,sink",
            "audio_alert aubridge,alert",
            "ausrc_srate 8000",
            "auplay_srate 8000",
            "ausrc_channels 1",
            "auplay_channels 1",
            "module_path /usr/lib/baresip/modules",
            "module g711.so",
            wanted(parameters),
            "module aubridge.so",
            "module aufile.so",
            "module sndfile.so",
            "module srtp.so",
            "module ice.so",
            "module_tmp uuid.so",
            "module_tmp account.so",
            "module_app menu.so",
            "module_app ctrl_tcp.so",
            "snd_path " + folder,
            "ctrl_tcp_listen 127.0.0.1:" + controlPort,
            "");
    var account = new ArrayList<>(registration);
    account.addAll(List.of(parameters));
    // The first one counts.
    account.add("answermode=auto");
    Files.writeString(folder.resolve("accounts"), String.join(";", account) + "\n");
    Files.writeString(folder.resolve("contacts"), "");
    process = start(here.equals(host) ? "-4" : "-6", config, port);
    try {
      control = connect(controlPort);
      Thread.ofVirtual().name("baresip-" + process.pid()).start(this::listen);
      until(registration.getFirst() + " registers", ready);
    } catch (RuntimeException | IOException | AssertionError e) {
      process.destroyForcibly();
      process.onExit().join();
      throw new AssertionError(log(), e);
    }
  }

  /** Others take ports as they like: one that was free a moment ago may be taken. */
  private Process start(String family, String config, int port) throws IOException {
    for (int i = 1; ; i++) {
      int own = port == 0 ? Sipp.freePort() : port;
      Files.writeString(folder.resolve("config"), config.formatted(own));
      Process phone =
          new ProcessBuilder("baresip", family, "-f", folder.toString())
              // At the end of its input it would write empty lines without end.
              .redirectInput(Path.of("/dev/zero").toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .directory(folder.toFile())
              .start();
      try {
        until("baresip starts", () -> !phone.isAlive() || log().contains("baresip is ready"));
      } catch (AssertionError e) {
        phone.destroyForcibly();
        throw e;
      }
      if (i == 4 || phone.isAlive() || !log().contains("Address already in use")) {
        return phone;
      }
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Modules that not every phone of the tests has: that for DTLS first makes itself an RSA key. */
  private static String wanted(String... parameters) {
    String all = String.join(" ", parameters);
    return (all.contains("G722") ? "module g722.so\n" : "")
        + (all.contains("opus") ? "module opus.so\n" : "")
        + (all.contains("dtls_srtp") ? "module dtls_srtp.so\n" : "");
  }

  private Socket connect(int port) throws IOException {
    for (int i = 0; i < 1000 && process.isAlive(); i++) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        try {
          Thread.sleep(10);
        } catch (InterruptedException stop) {
          throw new AssertionError(stop);
        }
      }
    }
    throw new IOException("baresip does not listen");
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

  /** Gives a command, as its menu knows them, and waits until it is done. */
  void tell(String command, String parameters) throws IOException {
    String token = "t" + tokens.incrementAndGet();
    byte[] text =
        JSON.writeValueAsBytes(Map.of("command", command, "params", parameters, "token", token));
    var out = new ByteArrayOutputStream();
    out.writeBytes((text.length + ":").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(text);
    out.write(',');
    control.getOutputStream().write(out.toByteArray());
    until(
        "baresip does " + command,
        () ->
            events.stream()
                .anyMatch(e -> e.path("token").asText().equals(token) && e.path("ok").asBoolean()));
  }

  void dial(String number) throws IOException {
    tell("dial", number);
  }

  /** Waits for the event number {@code count} of the type, and returns it. */
  JsonNode await(String type, int count) {
    until("event " + type + " among " + events, () -> all(type).size() >= count);
    return all(type).get(count - 1);
  }

  List<JsonNode> all(String type) {
    return events.stream().filter(e -> e.path("type").asText().equals(type)).toList();
  }

  /** The digits that were heard. */
  String digits() {
    var digits = new StringBuilder();
    all("CALL_DTMF_START").forEach(e -> digits.append(e.path("param").asText()));
    return digits.toString();
  }

  /** How much of the far ends is recorded, 8,000 samples a second whatever the codec. */
  long recorded() {
    long samples = 0;
    try {
      for (Path each : recordings()) {
        samples += samples(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  private static long samples(Path recording) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Tones.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel file = Files.newByteChannel(recording)) {
      while (header.hasRemaining() && file.read(header) >= 0) {}
      // It has only just been opened.
      return header.hasRemaining() ? 0 : (file.size() - Tones.HEADER) / 2 / Tones.step(header);
    }
  }

  /** Waits for so many samples more, 8,000 a second. */
  void hearsMore(int samples) {
    hearMore(samples, this);
  }

  /** Waits until each of them has heard so many samples more, all at the same time. */
  static void hearMore(int samples, Baresip... phones) {
    List<Long> before = Stream.of(phones).map(Baresip::recorded).toList();
    for (int i = 0; i < phones.length; i++) {
      Baresip phone = phones[i];
      long wanted = before.get(i) + samples;
      until("audio arrives in " + phone.folder, () -> phone.recorded() >= wanted);
    }
  }

  /** Waits until a prompt is heard: the command that plays it is under way. */
  void hearsTheProgram() {
    until(
        "a prompt is heard in " + folder,
        () -> {
          try {
            return recorded() > 0 && Tones.level(heard()) > 300;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** How many bits a second it says it receives; it reckons every three seconds. */
  int receives() {
    List<MatchResult> told = rates();
    return told.isEmpty() ? 0 : Integer.parseInt(told.getLast().group(2));
  }

  private List<MatchResult> rates() {
    return RATES.matcher(log()).results().toList();
  }

  /**
   * Waits until it says anew that it sends, and that hardly anything comes. Where nobody speaks we
   * send a packet a second.
   */
  void hearsNothing() {
    int before = rates().size();
    until(
        "nothing arrives in " + folder,
        () ->
            rates().stream()
                .skip(before)
                .anyMatch(
                    told ->
                        Integer.parseInt(told.group(1)) > 40_000
                            && Integer.parseInt(told.group(2)) < 5_000));
  }

  /** What was heard of the far end since the last answer or resumption, 8,000 samples a second. */
  short[] heard() throws IOException {
    List<Path> all = recordings();
    return all.isEmpty() ? new short[0] : Tones.read(all.getLast());
  }

  private List<Path> recordings() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith("-dec.wav")).sorted().toList();
    }
  }

  /** Ends it as a power cut does: it says goodbye to nobody. */
  void kill() throws IOException {
    control.close();
    process.destroyForcibly();
    process.onExit().join();
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
    }
    process.onExit().join();
  }
}
