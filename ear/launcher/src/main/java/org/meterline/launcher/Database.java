package org.meterline.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.switchboard.Configuration;
import org.postgresql.ds.PGSimpleDataSource;

/** Roles, databases and the schema. */
final class Database {
  private static final Logger LOG = System.getLogger(Database.class.getName());

  /** What is posted later than that is kept in a partition of its own, which grows slow. */
  private static final int MONTHS_AHEAD = 24;

  private final Configuration configuration;

  Database(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Makes databases and roles in Meterline's own PostgreSQL; doing it again sets passwords anew.
   */
  void prepare(PostgresServer server) throws SQLException, IOException {
    Configuration.Database settings = configuration.database();
    try (Connection connection = server.connect("postgres")) {
      database(connection, "meterline");
      if (configuration.keycloak().external().isEmpty()) {
        role(connection, "keycloak");
        password(connection, "keycloak", configuration.keycloak().databasePassword());
        database(connection, "keycloak");
        execute(connection, "alter database keycloak owner to keycloak");
      }
    }
    try (Connection connection = server.connect("meterline")) {
      try (InputStream roles = resource("/db/roles.sql")) {
        execute(connection, new String(roles.readAllBytes(), StandardCharsets.UTF_8));
      }
      password(connection, settings.ownerUser(), settings.ownerPassword());
      password(connection, settings.appUser(), settings.appPassword());
    }
  }

  /**
   * Brings the schema to this version, as its owner, makes the partitions of the months to come,
   * and opens the operator's book if it is not there. A month that cannot get partitions is logged.
   * Returns how many steps that took.
   */
  int migrate() {
    Configuration.Database settings = configuration.database();
    int steps = migrate(settings);
    try (Connection owner =
            DriverManager.getConnection(
                settings.url(), settings.ownerUser(), settings.ownerPassword());
        Statement statement = owner.createStatement()) {
      statement.execute("select open_months_ahead(current_date, " + MONTHS_AHEAD + ")");
      for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
        LOG.log(Level.WARNING, told.getMessage());
      }
    } catch (SQLException e) {
      throw new Trouble("The months to come could not be prepared: " + e.getMessage(), e);
    }
    operatorsBook(settings);
    return steps;
  }

  private void operatorsBook(Configuration.Database settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.appUser());
    source.setPassword(settings.appPassword());
    Configuration.Operator operator = configuration.operator();
    try {
      new OperatorBook(source)
          .open(operator.name(), operator.zone(), operator.country(), operator.currency());
    } catch (SQLException e) {
      throw new Trouble("The operator's book could not be opened: " + e.getMessage(), e);
    }
  }

  private static int migrate(Configuration.Database settings) {
    try {
      return Flyway.configure(Database.class.getClassLoader())
          .dataSource(settings.url(), settings.ownerUser(), settings.ownerPassword())
          .defaultSchema("meterline")
          .schemas("meterline")
          .locations("classpath:db/billing", "classpath:db/meterline")
          .table("schema_history")
          .load()
          .migrate()
          .migrationsExecuted;
    } catch (FlywayException e) {
      throw new Trouble("The database could not be migrated: " + e.getMessage(), e);
    }
  }

  private static void database(Connection connection, String name) throws SQLException {
    if (!exists(connection, "select from pg_database where datname = '" + name + "'")) {
      execute(connection, "create database " + name);
    }
  }

  private static void role(Connection connection, String name) throws SQLException {
    if (!exists(connection, "select from pg_roles where rolname = '" + name + "'")) {
      execute(connection, "create role " + name + " login");
    }
  }

  /** {@code alter role} takes no parameters: the server quotes. */
  private static void password(Connection connection, String role, String password)
      throws SQLException {
    try (var quoted =
        connection.prepareStatement("select format('alter role %I password %L', ?, ?)")) {
      quoted.setString(1, role);
      quoted.setString(2, password);
      try (ResultSet row = quoted.executeQuery()) {
        row.next();
        execute(connection, Objects.requireNonNull(row.getString(1)));
      }
    }
  }

  private static boolean exists(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static InputStream resource(String name) throws IOException {
    InputStream in = Database.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException(name + " is not on the class path");
    }
    return in;
  }
}
