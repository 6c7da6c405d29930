package org.meterline.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.meterline.ejb.switchboard.Configuration;

/**
 * Meterline's own PostgreSQL: the binaries of io.zonky.test.postgres, a data folder that stays,
 * loopback only.
 */
final class PostgresServer implements Part {
  static final String NAME = "PostgreSQL";
  private static final String SUPERUSER = "postgres";

  private final Configuration.Database settings;
  private final Path cache;
  private final Path data;
  private final Path log;

  PostgresServer(Configuration configuration) {
    this.settings = configuration.database();
    this.cache = configuration.cache();
    this.data = configuration.data().resolve("postgresql");
    this.log = configuration.logFolder().resolve("postgresql.log");
  }

  @Override
  public Child start() throws IOException, InterruptedException {
    Path home = Archive.unpacked(cache, "postgresql", PostgresServer::archive, folder -> {});
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialize(home);
    }
    return Child.start(
        NAME,
        asOrdinaryUser(
            List.of(
                home.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-c",
                "port=" + settings.port(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=160MB",
                "-c",
                "max_connections=120",
                "-c",
                "max_wal_size=1GB",
                "-c",
                "min_wal_size=256MB",
                "-c",
                "wal_compression=pglz",
                // Else it takes half a core for seconds, once a minute, while calls are many.
                "-c",
                "autovacuum_vacuum_cost_delay=20ms",
                // Tables that double in a minute need no vacuum each minute.
                "-c",
                "autovacuum_naptime=5min",
                "-c",
                "log_line_prefix=%m [%p] %u ")),
        Map.of("LC_ALL", "C.UTF-8"),
        data,
        log);
  }

  @Override
  public void awaitHealth(Child child) throws IOException, InterruptedException {
    Waiting.until(child, NAME, Duration.ofMinutes(1), this::answers);
  }

  /** A connection of the superuser. */
  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + settings.port() + "/" + database,
        SUPERUSER,
        settings.superuserPassword());
  }

  private boolean answers() {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      if ("28P01".equals(e.getSQLState())) {
        throw new Trouble(
            "PostgreSQL's data folder %s was made with other secrets than those in use."
                .formatted(data),
            e);
      }
      return false;
    }
  }

  private void initialize(Path home) throws IOException, InterruptedException {
    Path password =
        Files.createTempFile(
            cache,
            "initdb",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(password, settings.superuserPassword() + "\n");
      Files.createDirectories(data);
      Files.createDirectories(java.util.Objects.requireNonNull(log.getParent()));
      Process process =
          new ProcessBuilder(
                  asOrdinaryUser(
                      List.of(
                          home.resolve("bin/initdb").toString(),
                          "--auth=scram-sha-256",
                          "--username=" + SUPERUSER,
                          "--pwfile=" + password,
                          "--pgdata=" + data,
                          "--encoding=UTF-8",
                          "--locale=C",
                          "--locale-provider=builtin",
                          "--builtin-locale=C.UTF-8",
                          "--no-instructions")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      if (process.waitFor() != 0) {
        Folders.delete(data);
        throw new Trouble(
            "PostgreSQL's data folder could not be made; see the end of %s.".formatted(log));
      }
    } finally {
      Files.delete(password);
    }
  }

  /** PostgreSQL refuses to run as root: a user namespace makes root an ordinary user. */
  private static List<String> asOrdinaryUser(List<String> command)
      throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return command;
    }
    if (new ProcessBuilder("unshare", "-U", "true").start().waitFor() != 0) {
      throw new Trouble(
          "PostgreSQL does not run as root, and this machine allows no user namespaces:"
              + " start Meterline as an ordinary user.");
    }
    List<String> line = new ArrayList<>(List.of("unshare", "-U"));
    line.addAll(command);
    return line;
  }

  private static InputStream archive() throws IOException {
    String machine =
        switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default ->
              throw new Trouble(
                  "There is no PostgreSQL to run for this kind of processor: set"
                      + " METERLINE_DATABASE_URL to one that runs elsewhere.");
        };
    InputStream in =
        PostgresServer.class.getResourceAsStream("/postgres-linux-" + machine + ".txz");
    if (in == null) {
      throw new IOException("postgres-linux-" + machine + ".txz is not on the class path");
    }
    return in;
  }
}
