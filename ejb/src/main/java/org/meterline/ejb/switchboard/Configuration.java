package org.meterline.ejb.switchboard;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.meterline.billing.money.Currency;
import org.meterline.billing.seal.SealKey;
import org.meterline.ejb.callerid.CallerIdTerms;
import org.meterline.ejb.location.EmergencyNumbers;
import org.meterline.ejb.phone.IceServers;

/**
 * What this Meterline is set to: typed and validated. Every key, its default and its meaning stand
 * in {@code meterline-defaults.properties}; the launcher and the server read the same.
 *
 * @param data absolute path of the data folder
 * @param cache absolute path of the folder for unpacked programs of others
 * @param node this node's name
 * @param rehearsal how many calls a node places among itself before it says that it is ready
 * @param trunkKey seals the passwords of trunks
 * @param callerIds how numbers are verified that tenants show
 * @param emergencies which numbers call for help
 * @param iceServers what browsers are told of STUN and TURN
 * @param sweepEvery how often recordings whose time is over are erased
 * @param environment all values by environment variable, to hand to another process; it holds
 *     secrets, so it is never logged
 */
public record Configuration(
    Path data,
    Path cache,
    String node,
    int rehearsal,
    String logLevel,
    Web web,
    Keycloak keycloak,
    Database database,
    SipConfiguration sip,
    MediaConfiguration media,
    ProgramsConfiguration programs,
    Charge charge,
    Ledger ledger,
    Operator operator,
    String trunkKey,
    NodeLimits limits,
    GuardConfiguration guard,
    CallerIdTerms callerIds,
    EmergencyNumbers emergencies,
    IdentityConfiguration identity,
    IceServers iceServers,
    Duration sweepEvery,
    Demo demo,
    Map<String, String> environment) {
  /** Folder of the program launcher. */
  static final String LAUNCHER = "launcher";

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
    SipConfiguration sip = SipConfiguration.read(in);
    Web web = Web.read(in, sip);
    Configuration configuration =
        new Configuration(
            in.path("data"),
            in.path("cache"),
            in.required("node"),
            in.number("rehearsal", 0, 10_000),
            in.choice("log-level", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
            web,
            Keycloak.read(in),
            Database.read(in),
            sip,
            MediaConfiguration.read(in),
            ProgramsConfiguration.read(in),
            Charge.read(in),
            Ledger.read(in),
            Operator.read(in),
            in.text("trunks.key"),
            NodeLimits.read(in),
            GuardConfiguration.read(in),
            NumberSettings.callerIds(in),
            NumberSettings.emergencies(in),
            IdentityConfiguration.read(in, web.url()),
            BrowserSettings.iceServers(in),
            in.duration("recordings.sweep-every", Duration.ofSeconds(1)),
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

  /** Where earlier versions kept what is heard before calls are recorded. */
  Path announcementFolder() {
    return data.resolve("announcements");
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
   * @param tlsPort 0: no TLS
   * @param tlsKeystore SIP's if none is set
   * @param collector Parallel, G1 or Z
   */
  public record Web(
      String address,
      int port,
      URI url,
      boolean behindProxy,
      int tlsPort,
      Path tlsKeystore,
      String tlsPassword,
      int managementPort,
      String heap,
      String collector) {
    static Web read(SettingsReader in, SipConfiguration sip) {
      int port = in.port("web.port", 1);
      Optional<Path> keystore = in.optional("web.tls-keystore").map(Path::of);
      String password = in.text("web.tls-password");
      if (keystore.isPresent() && password.isEmpty()) {
        in.wrong("web.tls-password", "must be that of web.tls-keystore");
      }
      return new Web(
          in.required("web.address"),
          port,
          in.url("web.url", "http", "https").orElse(URI.create("http://localhost:" + port)),
          in.flag("web.behind-proxy"),
          in.port("web.tls-port", 0),
          keystore.orElse(sip.tlsKeystore()),
          keystore.isPresent() ? password : sip.tlsPassword(),
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
   * Charging.
   *
   * @param grant how much talking time is held at once
   * @param announceBefore how long before the end of the credit the caller hears of it
   * @param timeout how long an authorisation may take
   * @param lease how long the node's lease lasts
   * @param margin what is left of what a call is sold for, in per cent, at least
   * @param freeLegsKept how long it is known what a deck gave away; whole days count
   */
  public record Charge(
      Duration grant,
      Duration announceBefore,
      Duration timeout,
      Duration lease,
      int margin,
      Duration freeLegsKept) {
    static Charge read(SettingsReader in) {
      return new Charge(
          in.duration("charge.grant", Duration.ofSeconds(1)),
          in.duration("charge.announce-before", Duration.ZERO),
          in.duration("charge.timeout", Duration.ofMillis(100)),
          in.duration("charge.lease", Duration.ofSeconds(2)),
          in.number("charge.margin", 0, 99),
          in.duration("charge.free-legs-kept", Duration.ofDays(31)));
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

  /** What the operator's book is opened with. */
  public record Operator(String name, String country, Currency currency, ZoneId zone) {
    static Operator read(SettingsReader in) {
      String country = in.required("operator.country");
      if (!country.matches("[A-Z]{2}")) {
        in.wrong("operator.country", "must be a country of ISO 3166, such as DE");
      }
      Optional<Currency> currency =
          Currency.find(in.required("operator.currency")).filter(c -> !c.equals(Currency.SECONDS));
      if (currency.isEmpty()) {
        in.wrong("operator.currency", "must be a currency of ISO 4217, such as EUR");
      }
      ZoneId zone = ZoneOffset.UTC;
      try {
        zone = ZoneId.of(in.required("operator.time-zone"));
      } catch (DateTimeException e) {
        in.wrong("operator.time-zone", "must be a time zone such as Europe/Berlin");
      }
      return new Operator(
          in.required("operator.name"), country, currency.orElse(Currency.EUR), zone);
    }
  }

  /** The demo tenants. */
  public record Demo(boolean enabled, int carrierPort, int phonePort) {
    static Demo read(SettingsReader in) {
      return new Demo(
          in.flag("demo"), in.port("demo.carrier-port", 1), in.port("demo.phone-port", 0));
    }
  }
}
