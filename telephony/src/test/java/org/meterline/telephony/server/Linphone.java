package org.meterline.telephony.server;

import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.meterline.telephony.sip.Sipp;

/**
 * A Linphone on the loopback, a SIP peer written elsewhere that knows SHA-256. It has neither
 * microphone nor loudspeaker unless it is given a tone, and answers by itself while it has no other
 * call.
 */
final class Linphone implements AutoCloseable {
  private final Path folder;
  private final Process process;
  private final Writer commands;

  /**
   * Starts it and lets it register.
   *
   * @param transport {@code udp} or {@code tls}; it takes any certificate
   */
  Linphone(House house, Path home, String user, String transport) throws IOException {
    folder = Files.createDirectories(home);
    Files.createDirectories(folder.resolve(".local/share/linphone"));
    int port = transport.equals("tls") ? house.tlsPort() : house.port();
    String proxy = "<sip:127.0.0.1:" + port + ";transport=" + transport + ">";
    Files.writeString(
        folder.resolve("linphonerc"),
        String.join(
            "\n",
            "[sip]",
            "sip_port=" + Sipp.freePort(),
            "sip_tcp_port=-1",
            "sip_tls_port=-1",
            "use_ipv6=0",
            "bind_address=127.0.0.1",
            "guess_hostname=0",
            "verify_server_certs=0",
            "verify_server_cn=0",
            "default_proxy=0",
            "[rtp]",
            "audio_rtp_port=" + Sipp.freePort(),
            "[auth_info_0]",
            "username=" + user,
            "passwd=" + House.password(user),
            "realm=" + House.DOMAIN,
            "domain=" + House.DOMAIN,
            "algorithm=SHA-256",
            "[proxy_0]",
            "reg_proxy=" + proxy,
            "reg_route=" + proxy,
            "reg_identity=sip:" + user + "@" + House.DOMAIN,
            "reg_expires=300",
            "reg_sendregister=1",
            "publish=0",
            ""));
    int before = house.registrations(user);
    var builder =
        new ProcessBuilder("linphonec", "-a", "-c", "linphonerc", "-d", "6", "-l", "messages.log")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .directory(folder.toFile());
    builder.environment().put("HOME", folder.toString());
    process = builder.start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    try {
      until(user + " registers", () -> house.registrations(user) > before);
    } catch (AssertionError e) {
      close();
      throw new AssertionError(Files.readString(folder.resolve("messages.log")), e);
    }
  }

  /** The same whose microphone hears one tone, and which records what comes from the far end. */
  Linphone(House house, Path home, String user, String transport, int hertz) throws IOException {
    this(house, home, user, transport);
    Path microphone = folder.resolve("mic.wav");
    Tones.write(microphone, hertz, 60 * 8000);
    tell("soundcard use files");
    tell("play " + microphone);
    tell("record " + ear());
  }

  private Path ear() {
    return folder.resolve("ear.wav");
  }

  /** What was heard of the far end of its one call, 8,000 samples a second. */
  short[] heard() throws IOException {
    return Files.exists(ear()) ? Tones.readUnended(ear()) : new short[0];
  }

  void dial(String number) throws IOException {
    tell("call sip:" + number + "@" + House.DOMAIN);
  }

  /**
   * Dials in place of another phone's talk, by INVITE with Replaces.
   *
   * @param dialog as the header has it
   */
  void dialInPlaceOf(String dialog, String number) throws IOException {
    String escaped = URLEncoder.encode(dialog, StandardCharsets.UTF_8);
    tell("call sip:" + number + "@" + House.DOMAIN + "?Replaces=" + escaped);
  }

  void hangUp() throws IOException {
    tell("terminate");
  }

  /** Puts the talk on hold, once it has begun. */
  void pause() throws IOException {
    until("it talks", () -> says("connected") || says("Media streams established"));
    tell("pause");
    until("it is on hold", () -> says("is now paused"));
  }

  private boolean says(String text) {
    return said().contains(text);
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many of its calls are over. */
  int ended() {
    return said().split(" ended ", -1).length - 1;
  }

  /**
   * Has the far ends of two of its calls talk to each other, by REFER in the first of these, and
   * leaves. It does so of those alone that it knows to be answered.
   */
  void join(int one, int other) throws IOException {
    for (int each : List.of(one, other)) {
      Pattern talks = Pattern.compile("Call " + each + " with \\S+ connected");
      until("it talks in call " + each, () -> talks.matcher(said()).find());
    }
    tell("transfer " + one + " --to-call " + other);
  }

  private void tell(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  @Override
  public void close() throws IOException {
    try {
      tell("quit");
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
    }
    process.onExit().join();
  }
}
