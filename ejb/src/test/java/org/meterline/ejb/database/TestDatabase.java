package org.meterline.ejb.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.uuid.Generators;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.Domain;
import org.postgresql.ds.common.BaseDataSource;

/** One embedded PostgreSQL for all tests of the run; tests make tenants of their own in it. */
public final class TestDatabase {
  /** Set it, and what is committed is on the disk: for benchmarks. */
  public static final String DURABLE = "meterline.test.durable";

  private static final String DATABASE = "meterline";
  private static @Nullable TestDatabase one;

  private final EmbeddedPostgres postgres;
  private final DataSource app;
  private final DataSource owner;

  private TestDatabase() throws IOException, SQLException {
    postgres =
        EmbeddedPostgres.builder()
            // as of the product's own server
            .setServerConfig("shared_buffers", "160MB")
            .setServerConfig("max_wal_size", "1GB")
            .setServerConfig("min_wal_size", "256MB")
            .setServerConfig("wal_compression", "pglz")
            .setServerConfig("fsync", onOff(Boolean.getBoolean(DURABLE)))
            .setServerConfig("synchronous_commit", onOff(Boolean.getBoolean(DURABLE)))
            .setPGStartupWait(Duration.ofSeconds(90))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    try (Connection admin = postgres.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("create database " + DATABASE);
    }
    try (Connection admin = postgres.getDatabase("postgres", DATABASE).getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute(resource("db/roles.sql"));
    }
    app = new KeptConnections((BaseDataSource) postgres.getDatabase("meterline_app", DATABASE));
    owner = new KeptConnections((BaseDataSource) postgres.getDatabase("meterline_owner", DATABASE));
    Flyway.configure()
        .dataSource(owner)
        .schemas("meterline")
        .locations("classpath:db/billing", "classpath:db/meterline")
        .load()
        .migrate();
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  public static synchronized TestDatabase get() {
    if (one == null) {
      try {
        one = new TestDatabase();
      } catch (IOException | SQLException e) {
        throw new IllegalStateException("no database to test with", e);
      }
    }
    return one;
  }

  /** Connections of the application: owns nothing, bound by row-level security. */
  public DataSource app() {
    return app;
  }

  /** Connections of the schema's owner. */
  public DataSource owner() {
    return owner;
  }

  /** Connections of a superuser, who sees all rows. */
  public DataSource superuser() {
    return postgres.getDatabase("postgres", DATABASE);
  }

  /** Where the server keeps its files. */
  Path folder() throws SQLException {
    try (Connection admin = postgres.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement();
        ResultSet row = statement.executeQuery("show data_directory")) {
      row.next();
      return Path.of(row.getString(1));
    }
  }

  /** A new tenant in Germany, with books in euros. */
  public Tenant newTenantWithBooks(String name) throws SQLException {
    Tenant tenant = newTenant(name);
    try (Connection connection = app().getConnection();
        PreparedStatement open =
            connection.prepareStatement(
                "select open_book(?, 'x', ?, ?, 'Europe/Berlin', 'DE', 'EUR')")) {
      open.setObject(1, tenant.id());
      open.setString(2, tenant.alias());
      open.setString(3, tenant.domain().name());
      open.execute();
    }
    return tenant;
  }

  /** A new tenant in Germany. */
  public Tenant newTenant(String name) throws SQLException {
    UUID id = Generators.timeBasedEpochGenerator().generate();
    String alias = name + "-" + id.toString().substring(24);
    Tenant tenant =
        new Tenant(
            id, name, alias, new Domain(alias + ".example"), ZoneId.of("Europe/Berlin"), "DE");
    in(
        tenant,
        owner(),
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into tenant (id, name, alias, domain, time_zone, country)"
                      + " values (?, ?, ?, ?, ?, ?)")) {
            insert.setObject(1, id);
            insert.setString(2, name);
            insert.setString(3, alias);
            insert.setString(4, tenant.domain().name());
            insert.setString(5, tenant.zone().getId());
            insert.setString(6, tenant.country());
            insert.executeUpdate();
          }
        });
    return tenant;
  }

  /**
   * A phone.
   *
   * @param wallet that pays for its calls
   */
  public UUID newPhone(Tenant tenant, String user, @Nullable UUID wallet) throws SQLException {
    UUID id = UUID.randomUUID();
    execute(
        tenant,
        """
        insert into phone values ($tenant, '%s', '%s', 'Phone', md5('x'),
          encode(sha256('x'), 'hex'), null, %s, true, now(), 0)
        """
            .formatted(id, user, wallet == null ? "null" : "'" + wallet + "'"));
    return id;
  }

  /** The operator, with a book in EUR. */
  public Tenant operator() throws SQLException {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    new OperatorBook(app()).open("Meterline", zone, "DE", Currency.EUR);
    return new Tenant(
        OperatorBook.ID, "Meterline", "operator", new Domain("operator.invalid"), zone, "DE");
  }

  /** Work in a transaction of the tenant. */
  public void in(Tenant tenant, DataSource database, Work work) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      CurrentTenant.name(connection, tenant.id());
      work.with(connection);
      connection.commit();
    }
  }

  /** SQL of the tenant, by the application's user. */
  public void execute(Tenant tenant, String sql) throws SQLException {
    in(
        tenant,
        app(),
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("$tenant", "'" + tenant.id() + "'"));
          }
        });
  }

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Work {
    void with(Connection connection) throws SQLException;
  }

  private void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = TestDatabase.class.getClassLoader().getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }
}
