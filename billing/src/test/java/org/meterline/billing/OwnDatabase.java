package org.meterline.billing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/** A database beside that of all tests, on the same server: no other test has rows in it. */
public final class OwnDatabase {
  private final String name;
  private final DataSource app;

  private OwnDatabase(String name) {
    this.name = name;
    this.app = new KeptConnections(as("meterline_app"));
  }

  /** With the users and without a table. */
  public static OwnDatabase empty(String name) {
    try (var c = TestDatabase.superuser().getConnection();
        var s = c.createStatement()) {
      s.execute("create database " + name);
      var made = new OwnDatabase(name);
      addUsers(made.superuser());
      return made;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As in production. */
  public static OwnDatabase migrated(String name) {
    var made = empty(name);
    migrating(made.owner()).load().migrate();
    return made;
  }

  /** Connections of the user that the product runs as. */
  public DataSource app() {
    return app;
  }

  /** Connections of the user that migrates. */
  public DataSource owner() {
    return as("meterline_owner");
  }

  public DataSource superuser() {
    return as("postgres");
  }

  private PGSimpleDataSource as(String user) {
    var source = (PGSimpleDataSource) TestDatabase.superuser();
    source.setDatabaseName(name);
    source.setUser(user);
    return source;
  }

  /** What brings a database to the newest version, or to another one. */
  public static FluentConfiguration migrating(DataSource owner) {
    return Flyway.configure()
        .dataSource(owner)
        .defaultSchema("meterline")
        .locations("classpath:db/billing");
  }

  /** The users that the product knows, again where they are there. */
  static void addUsers(DataSource superuser) throws SQLException {
    try (var c = superuser.getConnection();
        var s = c.createStatement()) {
      for (var folder : List.of(Path.of("..", "ejb"), Path.of("ejb"))) {
        var roles = folder.resolve("src/main/resources/db/roles.sql");
        if (Files.exists(roles)) {
          s.execute(Files.readString(roles));
          return;
        }
      }
      throw new IllegalStateException("roles.sql is not found");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
