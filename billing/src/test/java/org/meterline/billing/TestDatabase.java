package org.meterline.billing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/**
 * One PostgreSQL for all tests of a run, migrated as in production: by the owner, used by the
 * application's user. Ended with the virtual machine, also when that is killed.
 */
public final class TestDatabase {
  /** A system property: with it set to true, commits are on the disk, as in production. */
  public static final String DURABLE = "meterline.test.durable";

  private static final Path DATA = folder();

  @SuppressWarnings("unused") // held: its input must stay open
  private static final Process WATCHER = watcher();

  private static final EmbeddedPostgres POSTGRES = start();
  private static final DataSource APP = kept("meterline_app");
  private static final DataSource OWNER = kept("meterline_owner");

  private TestDatabase() {}

  /** Connections of the user that the product runs as. */
  public static DataSource app() {
    return APP;
  }

  /** The same, of its own, under a name that its connections are known by. */
  public static DataSource app(String name) {
    var app = kept("meterline_app");
    app.setApplicationName(name);
    return app;
  }

  /** Connections of the user that migrates. */
  public static DataSource owner() {
    return OWNER;
  }

  /**
   * Waits until every transaction that began before is over, also what PostgreSQL does by itself,
   * as an autoanalyze: nothing younger than the oldest of them is sealed. Not for who keeps one
   * open.
   */
  public static void settle() throws SQLException {
    try (var connection = app().getConnection();
        var begin = connection.createStatement();
        var begun = begin.executeQuery("select pg_current_xact_id()::text");
        var ask =
            connection.prepareStatement(
                "select pg_snapshot_xmin(pg_current_snapshot()) > ?::xid8")) {
      begun.next();
      ask.setString(1, begun.getString(1));
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!isTrue(ask)) {
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("a transaction is not over within 60 s");
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static boolean isTrue(PreparedStatement asked) throws SQLException {
    try (var row = asked.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  public static DataSource superuser() {
    return source(POSTGRES, "postgres");
  }

  /** A tenant with books in EUR that no other test knows. */
  public static UUID tenant() {
    return tenant(app());
  }

  /** The same, in the database of these connections. */
  static UUID tenant(DataSource app) {
    var id = UUID.randomUUID();
    try (var connection = app.getConnection();
        var s =
            connection.prepareStatement(
                "select open_book(?, 'Test Books', ?, ?, 'Europe/Berlin', 'DE', 'EUR')")) {
      s.setObject(1, id);
      s.setString(2, "t" + id);
      s.setString(3, id + ".example");
      s.execute();
      return id;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Hears that we are gone by the end of its input, which stays open as long as we live; then it
   * ends what is left of PostgreSQL and removes its data.
   */
  private static Process watcher() {
    try {
      return new ProcessBuilder(
              "sh",
              "-c",
              """
              trap '' INT TERM HUP
              read -r _
              if postgres=$(head -n 1 "$0/postmaster.pid"); then
                kill -INT "$postgres"
                while kill -0 "$postgres"; do sleep 0.2; done
              fi
              rm -rf "$0"
              """,
              DATA.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("meterline-books");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddedPostgres start() {
    try {
      var postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(DATA)
              .setServerConfig("max_connections", "150")
              // as of the product's own server
              .setServerConfig("shared_buffers", "160MB")
              .setServerConfig("max_wal_size", "1GB")
              .setServerConfig("min_wal_size", "256MB")
              .setServerConfig("wal_compression", "pglz")
              .setServerConfig("fsync", onOff(Boolean.getBoolean(DURABLE)))
              .setServerConfig("synchronous_commit", onOff(Boolean.getBoolean(DURABLE)))
              .setPGStartupWait(Duration.ofSeconds(90))
              .start();
      try (var connection = postgres.getPostgresDatabase().getConnection();
          var s = connection.createStatement()) {
        s.execute("create database meterline");
      }
      OwnDatabase.addUsers(source(postgres, "postgres"));
      OwnDatabase.addUsers(source(postgres, "postgres"));
      OwnDatabase.migrating(source(postgres, "meterline_owner")).load().migrate();
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  private static KeptConnections kept(String user) {
    return new KeptConnections((BaseDataSource) source(POSTGRES, user));
  }

  private static DataSource source(EmbeddedPostgres postgres, String user) {
    return postgres.getDatabase(user, "meterline");
  }
}
