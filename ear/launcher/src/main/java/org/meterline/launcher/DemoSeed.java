package org.meterline.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.phone.Digests;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.ejb.wallet.DemoBooks;
import org.meterline.telephony.call.Domain;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Gives the demo tenants what they need: books with wallets and rates, people, phones, programs,
 * numbers and the use of the demo trunk. Ids follow from names, so doing it again changes nothing.
 */
final class DemoSeed {
  /** Leads to the program in Perl where that is offered. */
  static final String PERL_NUMBER = "501";

  private static final String TRUNK = "demo-carrier";

  /** What the demo tenants' people call abroad. */
  private static final List<String> APPROVED = List.of("FR", "US");

  private final Configuration configuration;
  private final Secrets secrets;
  private final Path programs;
  private final Clock clock;

  /**
   * @param home the checkout: the demo programs are taken from there
   */
  DemoSeed(Configuration configuration, Secrets secrets, Path home, Clock clock) {
    this.configuration = configuration;
    this.secrets = secrets;
    this.programs = home.resolve("telephony/src/main/programs");
    this.clock = clock;
  }

  /** Plants; whether the program in Perl is offered, which takes its library. */
  boolean plant() throws SQLException, IOException, InterruptedException {
    Configuration.Database settings = configuration.database();
    try (Connection owner =
        DriverManager.getConnection(
            settings.url(), settings.ownerUser(), settings.ownerPassword())) {
      run(
          owner,
          "insert into trunk (id, name, host, port, transport, prefixes) "
              + "values (?, ?, '127.0.0.1', ?, 'udp', array['']) "
              + "on conflict (id) do update set port = excluded.port "
              + "where trunk.port <> excluded.port",
          id(TRUNK),
          TRUNK,
          configuration.demo().carrierPort());
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.appUser());
    source.setPassword(settings.appPassword());
    DemoBooks.seed(source, clock.instant());
    boolean perl = hasPerlAgi();
    try (Connection app = source.getConnection()) {
      operator(app);
      for (DemoTenant tenant : DemoTenant.ALL) {
        UUID id = tenant.id();
        app.setAutoCommit(true);
        run(app, "select set_config('meterline.tenant', ?, false)", id.toString());
        app.setAutoCommit(false);
        people(app, tenant, id);
        phones(app, tenant, id);
        UUID shell =
            program(app, tenant, id, "welcome.sh", "Greets, asks for a digit, puts through");
        number(app, tenant, id, "500", "The shell program", shell);
        number(app, tenant, id, tenant.number(), "From outside", shell);
        if (perl) {
          UUID other = program(app, tenant, id, "welcome.pl", "The same in Perl, by Asterisk::AGI");
          number(app, tenant, id, PERL_NUMBER, "The Perl program", other);
        }
        run(
            app,
            "insert into trunk_use (tenant, id, trunk, preference, emergency) "
                + "values (?, ?, ?, 1, true) on conflict do nothing",
            id,
            id(tenant.alias() + TRUNK),
            id(TRUNK));
        for (String country : APPROVED) {
          run(
              app,
              "insert into destination_approval (tenant, destination, state, decided, decided_by) "
                  + "values (?, ?, 'APPROVED', '2026-01-01', 'meterline') on conflict do nothing",
              id,
              country);
        }
        app.commit();
      }
    }
    return perl;
  }

  /** Who looks after the operator's book. */
  private static void operator(Connection app) throws SQLException {
    run(app, "select set_config('meterline.tenant', ?, false)", OperatorBook.ID.toString());
    for (String login : DemoTenant.OPERATORS) {
      String role = login.substring(0, login.indexOf('@'));
      member(app, OperatorBook.ID, login, role, named(role, "the operator"), null);
    }
  }

  private static void people(Connection app, DemoTenant tenant, UUID id) throws SQLException {
    for (String role : DemoTenant.ROLES) {
      member(
          app,
          id,
          tenant.login(role),
          role,
          named(role, tenant.name()),
          role.equals("payer") ? tenant.payerWallet() : null);
    }
  }

  private static String named(String role, String whose) {
    return Character.toUpperCase(role.charAt(0)) + role.substring(1) + " of " + whose;
  }

  private static void member(
      Connection app, UUID tenant, String login, String role, String name, @Nullable UUID wallet)
      throws SQLException {
    run(
        app,
        "insert into member (tenant, id, email, name, role, wallet) values (?, ?, ?, ?, ?, ?) "
            + "on conflict do nothing",
        tenant,
        id(login),
        login,
        name,
        role.toUpperCase(java.util.Locale.ROOT),
        wallet);
  }

  /** The first phone is paid by the customer, the others by the tenant. */
  private void phones(Connection app, DemoTenant tenant, UUID id) throws SQLException {
    for (String user : tenant.phones()) {
      Digests digests = Digests.of(user, new Domain(tenant.domain()), secrets.phone(tenant, user));
      boolean first = user.equals(tenant.phones().getFirst());
      run(
          app,
          "insert into phone (tenant, id, username, display_name, md5_ha1, sha256_ha1, caller_id, "
              + "wallet, enabled, created, version) values (?, ?, ?, ?, ?, ?, ?, ?, true, now(), 0) "
              + "on conflict do nothing",
          id,
          id(user + "@" + tenant.domain()),
          user,
          tenant.name() + " " + user,
          digests.md5(),
          digests.sha256(),
          tenant.number(),
          first ? tenant.payerWallet() : tenant.ownWallet());
    }
  }

  private UUID program(Connection app, DemoTenant tenant, UUID id, String file, String description)
      throws SQLException, IOException {
    UUID program = id(tenant.alias() + " " + file);
    UUID version = id(tenant.alias() + " " + file + " 1");
    byte[] content = Files.readAllBytes(programs.resolve(file));
    ProgramFiles files = new ProgramFiles(configuration.programFolder());
    if (Files.exists(files.path(id, program, version, file))) {
      return program;
    }
    ProgramFiles.Stored stored = files.store(id, program, version, file, content);
    run(
        app,
        "insert into program (tenant, id, name, description, variables, time_limit_seconds, demo, "
            + "created, version) values (?, ?, ?, ?, '{}', 60, true, now(), 0) on conflict do nothing",
        id,
        program,
        file,
        description);
    run(
        app,
        "insert into program_version (tenant, id, program, ordinal, file_name, size_bytes, sha256, "
            + "uploaded, uploaded_by) values (?, ?, ?, 1, ?, ?, ?, now(), 'demo') "
            + "on conflict do nothing",
        id,
        version,
        program,
        file,
        stored.sizeBytes(),
        stored.sha256());
    run(
        app,
        "update program set live = ? where tenant = ? and id = ? and live is null",
        version,
        id,
        program);
    return program;
  }

  private static void number(
      Connection app, DemoTenant tenant, UUID id, String dialled, String description, UUID program)
      throws SQLException {
    run(
        app,
        "insert into number (tenant, id, dialled, description, program, created, version) "
            + "values (?, ?, ?, ?, ?, now(), 0) on conflict do nothing",
        id,
        id(tenant.alias() + " " + dialled),
        dialled,
        description,
        program);
  }

  /** Asked as a program would find it: the system's Perl, nothing in the environment. */
  private static boolean hasPerlAgi() throws InterruptedException {
    ProcessBuilder perl =
        new ProcessBuilder("/usr/bin/perl", "-MAsterisk::AGI", "-e", "1")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    perl.environment().clear();
    try {
      return perl.start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(("Meterline demo: " + name).getBytes(StandardCharsets.UTF_8));
  }

  private static void run(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }
}
