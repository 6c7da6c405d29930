package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.meterline.ejb.switchboard.Configuration;

/** Meterline's own PostgreSQL by itself; to other Meterlines an external one. */
@SuppressWarnings("try") // stopping waits, and may be interrupted
final class OwnPostgres implements AutoCloseable {
  private static final Path MANUAL = FreeSettings.HOME.resolve("docs/manual/operating.md");

  private final Configuration configuration;
  private final Secrets secrets;
  private final PostgresServer server;
  private final Child child;

  /** Starts it, empty. */
  OwnPostgres(Path data) throws IOException, InterruptedException {
    Map<String, String> environment = FreeSettings.in(data);
    Disk.check("The data folder", data, 0);
    Disk.check("The cache", Configuration.read(environment).cache(), 0);
    this.secrets = Secrets.open(Configuration.read(environment).secretsFile());
    this.configuration = Configuration.read(environment);
    this.server = new PostgresServer(configuration);
    this.child = server.start();
    try {
      server.awaitHealth(child);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  Configuration configuration() {
    return configuration;
  }

  Secrets secrets() {
    return secrets;
  }

  PostgresServer server() {
    return server;
  }

  /**
   * Prepares it for a Meterline elsewhere, statement by statement as the manual says, with these
   * passwords for owner and application.
   */
  void prepareAsTheManualSays(String owner, String app) throws IOException, SQLException {
    String database = "postgres";
    for (String line : statements()) {
      if (line.startsWith("\\c ")) {
        database = line.substring(3).strip();
      } else if (line.startsWith("\\i ")) {
        execute(database, Files.readString(FreeSettings.HOME.resolve(line.substring(3).strip())));
      } else {
        String password = line.contains("meterline_owner") ? owner : app;
        execute(database, line.replace("…", password));
      }
    }
  }

  /** The first block of code below the manual's heading. */
  private static List<String> statements() throws IOException {
    return Files.readAllLines(MANUAL).stream()
        .dropWhile(line -> !line.equals("## An external PostgreSQL"))
        .dropWhile(line -> !line.startsWith("    "))
        .takeWhile(line -> line.startsWith("    "))
        .map(String::strip)
        .toList();
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  boolean runs() {
    return child.alive();
  }

  @Override
  public void close() throws InterruptedException {
    child.stop("INT", Duration.ofSeconds(20));
  }
}
