package org.meterline.ejb.switchboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.callerid.CallerIdTerms;
import org.meterline.ejb.location.EmergencyNumbers;
import org.meterline.ejb.number.DestinationGroup;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.identity.IdentitySettings;
import org.meterline.telephony.modem.ModemSettings;
import org.meterline.telephony.program.LauncherProcess;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.speech.SpeechSettings;

/**
 * What the telephony engine is set to: phones, audio, programs and limits. A part of {@link
 * Configuration}, typed and validated with it.
 */
public final class TelephonyConfiguration {
  private static final Pattern EMERGENCY_NUMBER = Pattern.compile("([A-Z]{2}):([0-9]{2,6})");

  private static final Pattern IP_AND_PORT = Pattern.compile("\\[?([^\\]]+)\\]?:([0-9]{1,5})");

  private TelephonyConfiguration() {}

  /**
   * SIP.
   *
   * @param address one, or one of each family with a comma between
   * @param advertisedAddress what Via and Contact say, to each family
   * @param port UDP and TCP
   * @param tlsPort 0: no TLS
   * @param edges addresses of the proxies whose Path is taken
   * @param dns the servers that are asked where trunks are; none: those that this machine asks
   * @param tenantsReach networks beside the public internet where trunks of tenants may be
   */
  public record Sip(
      String address,
      String advertisedAddress,
      int port,
      int tlsPort,
      Path tlsKeystore,
      String tlsPassword,
      Duration registrationMinimum,
      Duration registrationMaximum,
      Duration registrationDefault,
      Set<String> edges,
      List<InetSocketAddress> dns,
      List<Prefix> tenantsReach,
      Duration sessionExpires,
      Duration sessionMinimum) {
    static Sip read(SettingsReader in) {
      String address = addresses(in, "sip.address");
      return new Sip(
          address,
          in.optional("sip.advertised-address").orElseGet(() -> reachable(address)),
          in.port("sip.port", 1),
          in.port("sip.tls-port", 0),
          in.optional("sip.tls-keystore")
              .map(Path::of)
              .orElse(in.path("data").resolve("sip-tls.p12")),
          in.text("sip.tls-password"),
          in.duration("sip.registration-minimum", Duration.ofSeconds(1)),
          in.duration("sip.registration-maximum", Duration.ofSeconds(1)),
          in.duration("sip.registration-default", Duration.ofSeconds(1)),
          edges(in),
          dns(in),
          reach(in),
          in.duration("sip.session-expires", Duration.ZERO),
          in.duration("sip.session-minimum", Duration.ofSeconds(90)));
    }

    /** Where it is reached from this machine. */
    public InetSocketAddress near() {
      InetAddress first = OwnAddresses.parse(address).usual();
      boolean six = first instanceof Inet6Address;
      InetAddress loopback = InetAddress.ofLiteral(six ? "::1" : "127.0.0.1");
      return new InetSocketAddress(first.isAnyLocalAddress() ? loopback : first, port);
    }

    private static List<InetSocketAddress> dns(SettingsReader in) {
      List<InetSocketAddress> servers = new ArrayList<>();
      for (String each : in.text("sip.dns").split(",", -1)) {
        String server = each.strip();
        try {
          if (!server.isEmpty()) {
            boolean bare = IpLiteral.read(server).isPresent();
            HostPort at = bare ? new HostPort(server, 53) : HostPort.read(server);
            servers.add(new InetSocketAddress(at.address().orElseThrow(), at.port()));
          }
        } catch (IllegalArgumentException | NoSuchElementException e) {
          in.wrong(
              "sip.dns", "must be IP addresses with commas between, each with or without a port");
        }
      }
      return List.copyOf(servers);
    }

    private static List<Prefix> reach(SettingsReader in) {
      List<Prefix> reach = new ArrayList<>();
      for (String each : in.text("trunks.tenants-reach").split(",", -1)) {
        try {
          if (!each.isBlank()) {
            reach.add(Prefix.parse(each));
          }
        } catch (IllegalArgumentException e) {
          in.wrong(
              "trunks.tenants-reach", "must be addresses or networks with commas between them");
        }
      }
      return List.copyOf(reach);
    }

    private static Set<String> edges(SettingsReader in) {
      Set<String> edges = new HashSet<>();
      for (String edge : in.text("sip.edges").split(",", -1)) {
        String address = edge.strip();
        Optional<InetAddress> literal = IpLiteral.read(address);
        if (literal.isPresent()) {
          edges.add(IpLiteral.text(literal.get()));
        } else if (!address.isEmpty()) {
          in.wrong("sip.edges", "must be IP addresses with commas between");
        }
      }
      return Set.copyOf(edges);
    }
  }

  /**
   * Audio.
   *
   * @param advertisedAddress what session descriptions say
   * @param lastPort the last port of the range, inclusive
   * @param recordings where recordings are kept
   * @param modems what is plugged in here
   * @param speech how texts are spoken
   * @param relay the rtpengine that far ends' media pass; null: they come to us
   */
  public record Media(
      String address,
      String advertisedAddress,
      int firstPort,
      int lastPort,
      Duration silenceLimit,
      RecordingSettings recordings,
      List<ModemSettings> modems,
      SpeechSettings speech,
      @Nullable RelaySettings relay) {
    static Media read(SettingsReader in) {
      String address = addresses(in, "media.address");
      return new Media(
          address,
          in.optional("media.advertised-address").orElseGet(() -> reachable(address)),
          in.port("media.first-port", 1024),
          in.port("media.last-port", 1024),
          in.duration("media.silence-limit", Duration.ofSeconds(1)),
          new RecordingSettings(
              in.optional("recordings.folder")
                  .map(Path::of)
                  .orElseGet(() -> in.path("data").resolve("recordings")),
              in.whole("recordings.least-free", 0, Long.MAX_VALUE)),
          in.optional("modems.file").map(file -> modems(in, file)).orElse(List.of()),
          speech(in),
          relay(in));
    }

    private static SpeechSettings speech(SettingsReader in) {
      String header = in.text("speech.header");
      String body = in.text("speech.body");
      String voice = in.text("speech.voice");
      SpeechSettings.Cloud cloud =
          in.optional("speech.url")
              .map(url -> new SpeechSettings.Cloud(address(in, url), header, body, voice))
              .orElse(null);
      return new SpeechSettings(
          cloud,
          in.duration("speech.timeout", Duration.ofSeconds(1)),
          in.flag("sounds.private-addresses"));
    }

    private static URI address(SettingsReader in, String url) {
      if (!url.matches("https?://[^\\s/?#]+([/?]\\S*)?")) {
        in.wrong("speech.url", "must be an address of http or https");
        return URI.create("http://localhost");
      }
      return URI.create(url);
    }

    private static @Nullable RelaySettings relay(SettingsReader in) {
      boolean used = in.choice("media.relay", "builtin", "rtpengine").equals("rtpengine");
      Matcher ng = IP_AND_PORT.matcher(in.text("media.relay-address"));
      boolean all = in.flag("media.relay-all");
      boolean instead = in.flag("media.relay-fallback");
      String[] names = in.text("media.relay-interfaces").strip().split("\\s+", -1);
      if (!used) {
        return null;
      }
      if (names.length > 2 || (names.length == 1 && !names[0].isEmpty())) {
        in.wrong("media.relay-interfaces", "must be two names, outside and inside, or empty");
        return null;
      }
      if (ng.matches()) {
        try {
          InetAddress address = InetAddress.ofLiteral(ng.group(1));
          var at = new InetSocketAddress(address, Integer.parseInt(ng.group(2)));
          String inside = names.length < 2 ? "" : names[1];
          return new RelaySettings(at, all, instead, names[0], inside);
        } catch (IllegalArgumentException e) {
          // As below.
        }
      }
      in.wrong("media.relay-address", "must be an IP address with a port, such as 127.0.0.1:2223");
      return null;
    }

    private static List<ModemSettings> modems(SettingsReader in, String file) {
      Path path = Path.of(file);
      if (!path.isAbsolute()) {
        in.wrong("modems.file", "must be an absolute path");
        return List.of();
      }
      try {
        return ModemSettings.read(path);
      } catch (IllegalArgumentException e) {
        in.wrong("modems.file", String.valueOf(e.getMessage()));
        return List.of();
      }
    }
  }

  /**
   * The tenants' programs.
   *
   * @param external whether something else runs the launcher
   * @param launcher the launcher's socket
   * @param limit runs at once on this node
   * @param answerTime how long a caller waits for a program to answer
   * @param silence how long a program may give no command while the call is up
   */
  public record Programs(
      boolean external, Path launcher, int limit, Duration answerTime, Duration silence) {
    static Programs read(SettingsReader in) {
      Optional<String> external = in.optional("programs.launcher");
      Path launcher =
          external
              .map(socket -> Path.of(socket).toAbsolutePath())
              .orElseGet(
                  () -> LauncherProcess.socketOf(in.path("data").resolve(Configuration.LAUNCHER)));
      if (launcher.toString().getBytes(UTF_8).length > LauncherProcess.LONGEST_SOCKET_PATH) {
        in.wrong(
            "programs.launcher",
            "must have at most " + LauncherProcess.LONGEST_SOCKET_PATH + " bytes");
      }
      return new Programs(
          external.isPresent(),
          launcher,
          in.number("programs.limit", 1, 10_000),
          in.duration("programs.answer-time", Duration.ofSeconds(1)),
          in.duration("programs.silence", Duration.ofSeconds(1)));
    }
  }

  /**
   * Who calls, signed and verified.
   *
   * @param settings as the engine has them
   */
  public record Identity(IdentitySettings settings) {
    static Identity read(SettingsReader in, URI web) {
      Optional<Path> key = file(in, "identity.key");
      Optional<Path> chain = file(in, "identity.certificate");
      if (key.isPresent() != chain.isPresent()) {
        in.wrong(
            key.isPresent() ? "identity.certificate" : "identity.key",
            "must be set, too: a key is nothing without its certificate");
      }
      String own = web + "/stir/{name}.pem";
      return new Identity(
          new IdentitySettings(
              key.orElse(null),
              chain.orElse(null),
              in.url("identity.x5u", "https", "http").map(URI::toString).orElse(own),
              in.text("trunks.key"),
              file(in, "identity.anchors").orElse(null),
              in.duration("identity.timeout", Duration.ofMillis(50)),
              in.flag("identity.private-addresses")));
    }

    private static Optional<Path> file(SettingsReader in, String key) {
      Optional<Path> file = in.optional(key).map(Path::of);
      if (file.isPresent() && !file.get().isAbsolute()) {
        in.wrong(key, "must be an absolute path");
      }
      return file;
    }
  }

  /** What is taken of whom. */
  public record Guarding(
      int messages,
      int messageBurst,
      int requests,
      int requestBurst,
      int offences,
      Duration banTime,
      boolean loopback) {
    static Guarding read(SettingsReader in) {
      return new Guarding(
          in.number("guard.messages-per-second", 1, 1_000_000),
          in.number("guard.message-burst", 1, 1_000_000),
          in.number("guard.requests-per-second", 1, 1_000_000),
          in.number("guard.request-burst", 1, 1_000_000),
          in.number("guard.offences", 0, 1_000_000),
          in.duration("guard.ban-time", Duration.ofSeconds(1)),
          in.flag("guard.loopback-exempt"));
    }
  }

  /**
   * What one node, and one tenant on it, may use at most.
   *
   * @param approved destinations that tenants may call without approving them: groups, {@code own},
   *     {@code all}
   */
  public record Limits(
      int calls,
      int callsPerSecond,
      int tenantCalls,
      int tenantCallsPerSecond,
      Duration callDuration,
      Duration ringTime,
      long journalBytes,
      Set<String> approved) {
    static Limits read(SettingsReader in) {
      return new Limits(
          in.number("limits.calls", 1, 100_000),
          in.number("limits.calls-per-second", 1, 100_000),
          in.number("limits.tenant-calls", 1, 100_000),
          in.number("limits.tenant-calls-per-second", 1, 100_000),
          in.duration("limits.call-duration", Duration.ofSeconds(1)),
          in.duration("limits.ring-time", Duration.ofSeconds(1)),
          in.whole("limits.journal-bytes", 1 << 16, Long.MAX_VALUE),
          approved(in));
    }

    private static Set<String> approved(SettingsReader in) {
      Set<String> approved =
          Arrays.stream(in.text("limits.destinations").split(",", -1))
              .map(String::strip)
              .filter(group -> !group.isEmpty())
              .collect(Collectors.toUnmodifiableSet());
      for (String group : approved) {
        if (!group.equals("own")
            && !group.equals("all")
            && !DestinationGroup.SHAPE.matcher(group).matches()) {
          in.wrong("limits.destinations", "must be own, all, or groups such as DE, satellite");
        }
      }
      return approved;
    }
  }

  /** How numbers are verified. */
  static CallerIdTerms callerIds(SettingsReader in) {
    return new CallerIdTerms(
        in.optional("caller-ids.verified-for")
            .map(_ -> in.duration("caller-ids.verified-for", Duration.ofMinutes(1))),
        in.number("caller-ids.codes-of-number", 1, 1_000),
        in.number("caller-ids.codes-of-tenant", 1, 100_000),
        in.flag("caller-ids.sms"));
  }

  /** Numbers that call for help beside those that are known everywhere. */
  static EmergencyNumbers emergencies(SettingsReader in) {
    Map<String, Set<String>> more = new HashMap<>();
    for (String each : in.text("emergency.numbers").split(",", -1)) {
      if (each.isBlank()) {
        continue;
      }
      Matcher pair = EMERGENCY_NUMBER.matcher(each.strip());
      if (pair.matches()) {
        more.computeIfAbsent(pair.group(1), country -> new HashSet<>()).add(pair.group(2));
      } else {
        in.wrong("emergency.numbers", "must be such as DE:19222, CH:1414");
      }
    }
    return new EmergencyNumbers(more);
  }

  /** Addresses to listen on: one, or one of each family. */
  private static String addresses(SettingsReader in, String key) {
    String text = in.required(key);
    try {
      return OwnAddresses.parse(text).toString();
    } catch (IllegalArgumentException e) {
      in.wrong(key, String.valueOf(e.getMessage()));
      return "127.0.0.1";
    }
  }

  /** Addresses others can send to, for those to listen on. */
  private static String reachable(String addresses) {
    return String.join(
        ",",
        OwnAddresses.parse(addresses).all().stream()
            .map(TelephonyConfiguration::reachable)
            .map(address -> IpLiteral.inUri(IpLiteral.told(address)))
            .toList());
  }

  /** Of those of the family the first that others know; where all are named, this machine's. */
  private static InetAddress reachable(InetAddress named) {
    if (!named.isAnyLocalAddress()) {
      return named;
    }
    boolean six = named instanceof Inet6Address;
    InetAddress loopback = InetAddress.ofLiteral(six ? "::1" : "127.0.0.1");
    try {
      return Stream.concat(
              Stream.of(InetAddress.getLocalHost()),
              NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
          .filter(address -> address instanceof Inet6Address == six)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .findFirst()
          .orElse(loopback);
    } catch (SocketException | UnknownHostException e) {
      return loopback;
    }
  }
}
