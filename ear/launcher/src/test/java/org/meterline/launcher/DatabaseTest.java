package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.ejb.switchboard.DirectoryFeed;
import org.meterline.ejb.switchboard.MemoryDirectory;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.postgresql.ds.PGSimpleDataSource;

/** What is made of an empty PostgreSQL: roles, schema, and the demo tenants in it. */
@SuppressWarnings("try") // stopping may be interrupted
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {
  private static final Domain HARBOUR = new Domain("harbour.example");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);

  private Path folder;
  private OwnPostgres postgres;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    Main.quiet();
    folder = temporary;
    postgres = new OwnPostgres(temporary.resolve("postgres"));
  }

  @AfterAll
  void stop() throws InterruptedException {
    postgres.close();
  }

  @Test
  void demoTenantsAreSeededOnceHoweverOftenTheyArePlanted() throws Exception {
    Configuration own = postgres.configuration();
    Database database = new Database(own);
    database.prepare(postgres.server());
    assertTrue(database.migrate() > 0);
    DemoSeed seed = new DemoSeed(own, postgres.secrets(), FreeSettings.HOME, CLOCK);
    boolean perl = seed.plant();
    MemoryDirectory directory =
        new MemoryDirectory(
            java.time.InstantSource.system(), org.meterline.ejb.location.EmergencyNumbers.KNOWN);
    UUID version = load(own, directory, "500");

    database.prepare(postgres.server());
    assertEquals(0, database.migrate());
    assertEquals(perl, seed.plant());
    assertEquals(version, load(own, directory, "500"));

    assertTrue(directory.account(HARBOUR, "101").isPresent());
    assertTrue(directory.account(HARBOUR, "201").isEmpty());
    assertEquals(
        new E164("+4930555100"),
        directory.account(HARBOUR, "101").orElseThrow().callerIds().getFirst());
    assertInstanceOf(
        Destination.Program.class,
        directory.find(new Origin.Carrier("demo-carrier"), "+4930555200"));
    assertEquals("demo-carrier", directory.trunks(HARBOUR).getFirst().name());
    if (perl) {
      assertTrue(!load(own, directory, DemoSeed.PERL_NUMBER).equals(version));
    } else {
      assertInstanceOf(
          Destination.Unknown.class,
          directory.find(new Origin.Phone(HARBOUR, "101"), DemoSeed.PERL_NUMBER));
    }
  }

  /** The version of the program that a number leads to. */
  private static UUID load(Configuration settings, MemoryDirectory directory, String dialled)
      throws InterruptedException {
    ProgramFiles files = new ProgramFiles(settings.programFolder());
    try (DirectoryFeed feed =
        new DirectoryFeed(app(settings), files, new TrunkSecrets(""), directory)) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofSeconds(20)));
    }
    Destination.Program program =
        assertInstanceOf(
            Destination.Program.class, directory.find(new Origin.Phone(HARBOUR, "101"), dialled));
    assertTrue(program.demo());
    assertTrue(Files.isExecutable(program.executable()));
    return program.version();
  }

  private static PGSimpleDataSource app(Configuration settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.database().url());
    source.setUser(settings.database().appUser());
    source.setPassword(settings.database().appPassword());
    return source;
  }

  /** Another PostgreSQL, prepared by hand; nobody but its superuser can do more than is said. */
  @Test
  void anExternalDatabaseIsMigratedByItsOwnerAndUsedByTheApplication() throws Exception {
    try (OwnPostgres other = new OwnPostgres(folder.resolve("external"))) {
      other.prepareAsTheManualSays("owners-secret", "app-secret");
      Map<String, String> environment = FreeSettings.in(folder.resolve("data"));
      environment.put("METERLINE_DATABASE_URL", other.configuration().database().url());
      environment.put("METERLINE_DATABASE_OWNER_PASSWORD", "owners-secret");
      environment.put("METERLINE_DATABASE_APP_PASSWORD", "app-secret");
      Disk.check("The data folder", folder.resolve("data"), 0);
      Secrets secrets = Secrets.open(Configuration.read(environment).secretsFile());
      Configuration settings = Configuration.read(environment);
      assertEquals("app-secret", settings.database().appPassword());

      environment.put("METERLINE_OPERATOR_NAME", "Northern Lines");
      environment.put("METERLINE_OPERATOR_COUNTRY", "NO");
      environment.put("METERLINE_OPERATOR_CURRENCY", "NOK");
      assertTrue(new Database(Configuration.read(environment)).migrate() > 0);
      assertEquals(0, new Database(settings).migrate(), "and the operator's book stays as it is");
      try (Connection app = app(settings).getConnection()) {
        assertEquals(
            1, number(app, "select count(*) from all_books() where operator and currency = 'NOK'"));
      }
      new DemoSeed(settings, secrets, FreeSettings.HOME, CLOCK).plant();
      load(
          settings,
          new MemoryDirectory(
              java.time.InstantSource.system(), org.meterline.ejb.location.EmergencyNumbers.KNOWN),
          "500");

      try (Connection app = app(settings).getConnection()) {
        assertEquals(0, number(app, "select count(*) from phone"), "no tenant is set");
        assertEquals(
            0,
            number(
                app,
                "select count(*) from pg_tables where tableowner = current_user"
                    + " or schemaname = 'meterline' and tableowner <> 'meterline_owner'"));
        assertEquals(
            0,
            number(
                app,
                "select count(*) from pg_roles where rolname like 'meterline%'"
                    + " and (rolsuper or rolbypassrls or rolcreaterole)"));
        assertThrows(
            SQLException.class, () -> number(app, "with gone as (delete from transfer) select 1"));
      }

      environment.put("METERLINE_DATABASE_OWNER_PASSWORD", "another");
      Database locked = new Database(Configuration.read(environment));
      Trouble trouble = assertThrows(Trouble.class, locked::migrate);
      assertTrue(
          String.valueOf(trouble.getMessage()).startsWith("The database could not be migrated: "),
          trouble::getMessage);
    }
  }

  @Test
  void aMonthThatCannotGetPartitionsKeepsNothingFromStarting() throws Exception {
    try (OwnPostgres other = new OwnPostgres(folder.resolve("months"))) {
      Database database = new Database(other.configuration());
      database.prepare(other.server());
      database.migrate();
      try (Connection superuser = other.server().connect("meterline");
          Statement statement = superuser.createStatement()) {
        statement.execute("set event_triggers = off");
        statement.execute("set session_replication_role = replica");
        statement.execute("set search_path = meterline");
        statement.execute(
            """
            do $$
            declare
              v_month date := date_trunc('month', current_date) + interval '2 months';
            begin
              execute format('drop table transfer_%1$s, move_%1$s, charge_%1$s',
                             to_char(v_month, 'YYYY_MM'));
              insert into transfer (tenant, id, kind, currency, description, hash, effective,
                  posting_date, made_by)
                values (gen_random_uuid(), floor_of_month(v_month), 'journal', 'EUR', 'Too early',
                  '', now(), v_month, 'x');
            end
            $$
            """);
      }
      assertEquals(0, database.migrate());
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
