package org.meterline.ejb.switchboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.meterline.billing.seal.SealKey;
import org.meterline.telephony.program.LauncherProcess;

/**
 * What this Meterline is set to: typed and validated. Every key, its default and its meaning stand
 * in {@code meterline-defaults.properties}; the launcher and the server read the same.
 *
 * @param data absolute path of the data folder
 * @param cache absolute path of the folder for unpacked programs of others
 * @param node this node's name
 * @param environment all values by environment variable, to hand to another process; it holds
 *     secrets, so it is never logged
 */
public record Configuration(
    Path data,
    Path cache,
    String node,
    String logLevel,
    Web web,
    Keycloak keycloak,
    Database database,
    Sip sip,
    Media media,
    Programs programs,
    Charge charge,
    Ledger ledger,
    Limits limits,
    Demo demo,
    Map<String, String> environment) {
  private static final String LAUNCHER = "launcher";

  private static final Pattern IP_ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  /** Reads the settings of this process. */
  public static Configuration read() {
    return read(System.getenv());
  }

  /**
   * Reads the settings from these variables, the file that {@code METERLINE_CONFIG} names, the data
   * folder's secrets and the defaults, in this order.
   *
   * @throws Wrong with everything that is wrong, not just the first
   */
  public static Configuration read(Map<String, String> environment) {
    SettingsReader in = new SettingsReader(environment);
    Configuration configuration =
        new Configuration(
            in.path("data"),
            in.path("cache"),
            in.required("node"),
            in.choice("log-level", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
            Web.read(in),
            Keycloak.read(in),
            Database.read(in),
            Sip.read(in),
            Media.read(in),
            Programs.read(in),
            Charge.read(in),
            Ledger.read(in),
            Limits.read(in),
            Demo.read(in),
            in.environment());
    List<String> problems = new ArrayList<>(in.problems());
    problems.addAll(Contradictions.in(configuration));
    if (!problems.isEmpty()) {
      throw new Wrong(problems);
    }
    return configuration;
  }

  /** The journal of facts that are not yet posted. */
  public Path journalFolder() {
    return data.resolve("journal");
  }

  /** The tenants' programs, one folder each. */
  public Path programFolder() {
    return data.resolve("programs");
  }

  /** The program launcher's own files. */
  public Path launcherFolder() {
    return data.resolve(LAUNCHER);
  }

  /** Logs of all parts. */
  public Path logFolder() {
    return data.resolve("logs");
  }

  /** Signed heads of the books' chains, a folder for each day. */
  public Path sealFolder() {
    return data.resolve("seals");
  }

  /** Secrets that were made at the first start. */
  public Path secretsFile() {
    return data.resolve(SettingsReader.SECRETS_FILE);
  }

  @Override
  public String toString() {
    return "Configuration[data=" + data + ", node=" + node + "]";
  }

  /** Settings that cannot be used. The message has one line for each. */
  public static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(List<String> problems) {
      super(String.join("\n", problems));
    }
  }

  /**
   * The portal and the REST interface.
   *
   * @param url what browsers call it, without a slash at the end
   * @param behindProxy whether X-Forwarded headers are believed
   * @param collector Parallel, G1 or Z
   */
  public record Web(
      String address,
      int port,
      URI url,
      boolean behindProxy,
      int managementPort,
      String heap,
      String collector) {
    static Web read(SettingsReader in) {
      int port = in.port("web.port", 1);
      return new Web(
          in.required("web.address"),
          port,
          in.url("web.url", "http", "https").orElse(URI.create("http://localhost:" + port)),
          in.flag("web.behind-proxy"),
          in.port("web.management-port", 1),
          in.required("web.heap"),
          in.choice("web.collector", "Parallel", "G1", "Z"));
    }
  }

  /**
   * Where people sign in.
   *
   * @param external an external Keycloak; empty when Meterline runs its own
   */
  public record Keycloak(
      Optional<URI> external,
      String address,
      int port,
      int managementPort,
      String heap,
      String realm,
      String client,
      String clientSecret,
      String adminUser,
      String adminPassword,
      String databasePassword) {
    static Keycloak read(SettingsReader in) {
      return new Keycloak(
          in.url("keycloak.url", "http", "https"),
          in.required("keycloak.address"),
          in.port("keycloak.port", 1),
          in.port("keycloak.management-port", 1),
          in.required("keycloak.heap"),
          in.required("keycloak.realm"),
          in.required("keycloak.client"),
          in.text("keycloak.client-secret"),
          in.required("keycloak.admin-user"),
          in.text("keycloak.admin-password"),
          in.text("keycloak.database-password"));
    }

    /** Keycloak's base address. */
    public URI url() {
      return external.orElse(URI.create("http://localhost:" + port));
    }
  }

  /**
   * PostgreSQL.
   *
   * @param external the JDBC address of an external one; empty when Meterline runs its own
   * @param ownerUser migrates
   * @param appUser runs the application: owns nothing, bound by row-level security
   */
  public record Database(
      Optional<String> external,
      int port,
      String ownerUser,
      String ownerPassword,
      String appUser,
      String appPassword,
      String superuserPassword,
      int connections,
      int postingConnections) {
    static Database read(SettingsReader in) {
      Optional<String> external = in.optional("database.url");
      if (external.isPresent() && !external.get().startsWith("jdbc:postgresql:")) {
        in.wrong("database.url", "must begin with jdbc:postgresql:");
      }
      return new Database(
          external,
          in.port("database.port", 1),
          in.required("database.owner-user"),
          in.text("database.owner-password"),
          in.required("database.app-user"),
          in.text("database.app-password"),
          in.text("database.superuser-password"),
          in.number("database.connections", 2, 500),
          in.number("database.posting-connections", 2, 100));
    }

    /** The JDBC address. */
    public String url() {
      return external.orElse("jdbc:postgresql://127.0.0.1:" + port + "/meterline");
    }
  }

  /**
   * SIP.
   *
   * @param advertisedAddress what Via, Contact and Record-Route say
   * @param port UDP and TCP
   * @param tlsPort 0: no TLS
   * @param edges addresses of the proxies whose Path is taken
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
      Set<String> edges) {
    static Sip read(SettingsReader in) {
      String address = in.required("sip.address");
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
          edges(in));
    }

    private static Set<String> edges(SettingsReader in) {
      Set<String> edges = new HashSet<>();
      for (String edge : in.text("sip.edges").split(",", -1)) {
        String address = edge.strip();
        if (IP_ADDRESS.matcher(address).matches()) {
          edges.add(address);
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
   */
  public record Media(
      String address,
      String advertisedAddress,
      int firstPort,
      int lastPort,
      Duration silenceLimit) {
    static Media read(SettingsReader in) {
      String address = in.required("media.address");
      return new Media(
          address,
          in.optional("media.advertised-address").orElseGet(() -> reachable(address)),
          in.port("media.first-port", 1024),
          in.port("media.last-port", 1024),
          in.duration("media.silence-limit", Duration.ofSeconds(1)));
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
              .orElseGet(() -> LauncherProcess.socketOf(in.path("data").resolve(LAUNCHER)));
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
   * Charging.
   *
   * @param grant how much talking time is held at once
   * @param announceBefore how long before the end of the credit the caller hears of it
   * @param timeout how long an authorisation may take
   * @param lease how long the node's lease lasts
   */
  public record Charge(Duration grant, Duration announceBefore, Duration timeout, Duration lease) {
    static Charge read(SettingsReader in) {
      return new Charge(
          in.duration("charge.grant", Duration.ofSeconds(1)),
          in.duration("charge.announce-before", Duration.ZERO),
          in.duration("charge.timeout", Duration.ofMillis(100)),
          in.duration("charge.lease", Duration.ofSeconds(2)));
    }
  }

  /**
   * The books.
   *
   * @param sealEvery how often what was posted is added to the chain
   * @param checkEvery how often a book is checked
   * @param sealSecret signs the heads that go out: Ed25519, PKCS #8 in Base64; empty: none goes out
   * @param sealKey the open key to it, X.509 in Base64
   */
  public record Ledger(
      Duration sealEvery, Duration checkEvery, Optional<String> sealSecret, String sealKey) {
    static Ledger read(SettingsReader in) {
      Optional<String> secret = in.optional("ledger.seal-secret");
      if (secret.isPresent()) {
        try {
          SealKey.of(secret.get());
        } catch (IllegalArgumentException e) {
          in.wrong("ledger.seal-secret", "must be a secret Ed25519 key, PKCS #8 in Base64");
        }
      }
      return new Ledger(
          in.duration("ledger.seal-every", Duration.ofSeconds(1)),
          in.duration("ledger.check-every", Duration.ofSeconds(1)),
          secret,
          in.text("ledger.seal-key"));
    }
  }

  /** What one node, and one tenant on it, may use at most. */
  public record Limits(
      int calls,
      int callsPerSecond,
      int tenantCalls,
      int tenantCallsPerSecond,
      Duration callDuration,
      Duration ringTime,
      long journalBytes) {
    static Limits read(SettingsReader in) {
      return new Limits(
          in.number("limits.calls", 1, 100_000),
          in.number("limits.calls-per-second", 1, 100_000),
          in.number("limits.tenant-calls", 1, 100_000),
          in.number("limits.tenant-calls-per-second", 1, 100_000),
          in.duration("limits.call-duration", Duration.ofSeconds(1)),
          in.duration("limits.ring-time", Duration.ofSeconds(1)),
          in.whole("limits.journal-bytes", 1 << 16, Long.MAX_VALUE));
    }
  }

  /** The demo tenants. */
  public record Demo(boolean enabled, int carrierPort, int phonePort) {
    static Demo read(SettingsReader in) {
      return new Demo(
          in.flag("demo"), in.port("demo.carrier-port", 1), in.port("demo.phone-port", 0));
    }
  }

  /** An address others can send to, for one to listen on. */
  private static String reachable(String address) {
    if (!address.equals("0.0.0.0") && !address.equals("::")) {
      return address;
    }
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }
}
