package org.meterline.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.meterline.ejb.switchboard.Configuration;

/** Meterline's own Keycloak: unpacked and built once, started with the realm of the demo. */
final class KeycloakServer implements Part {
  static final String NAME = "Keycloak";

  /** The most connections to its database. */
  static final int POOL = 15;

  private static final String VERSION = "26.7.3";

  /** In the cache; the archive's own folder has the same name. */
  private static final String FOLDER = "keycloak-" + VERSION;

  /** C1 alone and the serial collector: it starts in half the time, and serves few people. */
  private static final String JAVA_OPTIONS =
      String.join(
          " ",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:MaxMetaspaceSize=256m",
          "-XX:ReservedCodeCacheSize=64m",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dfile.encoding=UTF-8",
          "-Djava.security.egd=file:/dev/urandom");

  private final Configuration configuration;
  private final Configuration.Keycloak settings;
  private final Secrets secrets;
  private final KeycloakRealm realm;
  private final Path log;

  KeycloakServer(Configuration configuration, Secrets secrets) {
    this.configuration = configuration;
    this.settings = configuration.keycloak();
    this.secrets = secrets;
    this.realm = new KeycloakRealm(configuration, secrets);
    this.log = configuration.logFolder().resolve("keycloak.log");
  }

  Path unpacked() throws IOException, InterruptedException {
    return Archive.unpacked(
        configuration.cache(),
        FOLDER,
        () -> Database.resource("/keycloak-quarkus-dist.zip"),
        this::build);
  }

  static boolean isUnpacked(Configuration configuration) {
    return Files.isDirectory(configuration.cache().resolve(FOLDER));
  }

  private void build(Path folder) throws IOException, InterruptedException {
    Path home = folder.resolve(FOLDER);
    Files.createDirectories(Objects.requireNonNull(log.getParent()));
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("bin/kc.sh").toString(),
                "build",
                "--db=postgres",
                "--health-enabled=true")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(javaEnvironment());
    if (builder.start().waitFor() != 0) {
      throw new Trouble("Keycloak could not be built; see the end of %s.".formatted(log));
    }
  }

  @Override
  public Child start() throws IOException, InterruptedException {
    Path home = unpacked().resolve(FOLDER);
    Path imported = home.resolve("data/import/meterline-realm.json");
    Files.createDirectories(Objects.requireNonNull(imported.getParent()));
    Files.writeString(imported, realm.file().toPrettyString());
    Map<String, String> environment = javaEnvironment();
    environment.put("KC_DB_URL", databaseUrl());
    environment.put("KC_DB_USERNAME", "keycloak");
    environment.put("KC_DB_PASSWORD", settings.databasePassword());
    environment.put("KC_DB_POOL_INITIAL_SIZE", "1");
    environment.put("KC_DB_POOL_MAX_SIZE", Integer.toString(POOL));
    // A database that was away leaves dead connections in the pool: ask before lending one.
    environment.put("QUARKUS_DATASOURCE_JDBC_VALIDATE_ON_BORROW", "true");
    environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", settings.adminUser());
    environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", settings.adminPassword());
    environment.put("REALM_CLIENT_SECRET", settings.clientSecret());
    environment.put("REALM_WEB_URL", configuration.web().url().toString());
    DemoTenant.allLogins()
        .forEach(login -> environment.put(placeholder(login), secrets.login(login)));
    return Child.start(
        NAME,
        List.of(
            home.resolve("bin/kc.sh").toString(),
            "start",
            "--optimized",
            "--import-realm",
            "--http-enabled=true",
            "--http-host=" + settings.address(),
            "--http-port=" + settings.port(),
            "--http-management-host=127.0.0.1",
            "--http-management-port=" + settings.managementPort(),
            "--hostname-strict=false",
            "--cache=local",
            "--log-console-color=false",
            // Each question about its health would be a line.
            "--log-level=info,io.smallrye.health:error"),
        environment,
        home,
        log);
  }

  @Override
  public void awaitHealth(Child child) throws IOException, InterruptedException {
    URI health = readiness(configuration);
    Waiting.until(child, NAME, Duration.ofMinutes(6), () -> Http.status(health) == 200);
    realm.adjust();
  }

  /** Where it says whether it lets people in. */
  static URI readiness(Configuration configuration) {
    int port = configuration.keycloak().managementPort();
    return URI.create("http://127.0.0.1:" + port + "/health/ready");
  }

  private Map<String, String> javaEnvironment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_OPTS", JAVA_OPTIONS + " -Xms64m -Xmx" + settings.heap());
    return environment;
  }

  private String databaseUrl() {
    return configuration.database().url().replaceFirst("/[^/?]*($|\\?)", "/keycloak$1");
  }

  /** {@code admin@harbour.example} → {@code REALM_ADMIN_HARBOUR}, as the realm file has it. */
  private static String placeholder(String login) {
    return "REALM_"
        + login.replace("@", "_").replaceFirst("\\.example$", "").toUpperCase(Locale.ROOT);
  }
}
