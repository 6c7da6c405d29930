package org.meterline.ejb.demo;

import com.fasterxml.uuid.Generators;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.phone.Digests;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.wallet.DemoBooks;
import org.meterline.telephony.call.Domain;

/**
 * Harbour Books and Meadow Clinic: their books, people, phones, programs and numbers, and the trunk
 * that both use. Seeding again adds what is missing and changes nothing that is there.
 */
public final class DemoTenants {
  private static final String CARRIER = "demo-carrier";
  private static final List<Path> PERL =
      List.of(
          Path.of("/usr/share/perl5/Asterisk/AGI.pm"),
          Path.of("/usr/local/share/perl5/Asterisk/AGI.pm"));

  private final DataSource app;
  private final ProgramFiles files;
  private final UnaryOperator<String> passwords;
  private final Instant at;
  private final boolean perl;

  private DemoTenants(
      DataSource app,
      ProgramFiles files,
      UnaryOperator<String> passwords,
      Instant at,
      boolean perl) {
    this.app = app;
    this.files = files;
    this.passwords = passwords;
    this.at = at;
    this.perl = perl;
  }

  /** The far end of the demo trunk, and whose address it is known by. */
  public record Carrier(String host, int port) {}

  private record Demo(
      UUID id, String domain, String name, String number, UUID wallet, List<String> phones) {}

  /**
   * Seeds.
   *
   * @param owner connections of the schema's owner, who alone may add trunks
   * @param app connections of the application's user, in autocommit
   * @param files where programs are kept
   * @param passwords of SIP accounts by {@code 101@harbour.example}
   */
  public static void seed(
      DataSource owner,
      DataSource app,
      ProgramFiles files,
      UnaryOperator<String> passwords,
      Carrier carrier,
      Instant at)
      throws SQLException {
    DemoBooks.seed(app, at);
    UUID trunk = trunk(owner, carrier);
    DemoTenants seeding =
        new DemoTenants(app, files, passwords, at, PERL.stream().anyMatch(Files::isRegularFile));
    seeding.seed(
        trunk,
        new Demo(
            DemoBooks.HARBOUR,
            "harbour.example",
            "Harbour Books",
            "+4930555100",
            DemoBooks.HARBOUR_WALLET,
            List.of("101", "102")));
    seeding.seed(
        trunk,
        new Demo(
            DemoBooks.MEADOW,
            "meadow.example",
            "Meadow Clinic",
            "+4930555200",
            DemoBooks.MEADOW_WALLET,
            List.of("201", "202")));
  }

  private static UUID trunk(DataSource owner, Carrier carrier) throws SQLException {
    try (Connection connection = owner.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                "insert into trunk (id, name, host, port, transport, prefixes, calls_limit)"
                    + " values (?, ?, ?, ?, 'udp', '{}', 1000) on conflict (name) do update"
                    + " set host = excluded.host, port = excluded.port returning id")) {
      upsert.setObject(1, id());
      upsert.setString(2, CARRIER);
      upsert.setString(3, carrier.host());
      upsert.setInt(4, carrier.port());
      try (var row = upsert.executeQuery()) {
        row.next();
        return Objects.requireNonNull(row.getObject(1, UUID.class));
      }
    }
  }

  private void seed(UUID trunk, Demo demo) throws SQLException {
    try (Connection connection = app.getConnection()) {
      connection.setAutoCommit(false);
      CurrentTenant.name(connection, demo.id());
      members(connection, demo);
      phones(connection, demo);
      run(
          connection,
          "insert into trunk_use (tenant, id, trunk, preference, emergency)"
              + " values (?, ?, ?, 1, true) on conflict (tenant, trunk) do nothing",
          demo.id(),
          id(),
          trunk);
      UUID welcome =
          program(
              connection,
              demo,
              "Welcome",
              "Greets and asks for a digit: 1 is the other desk, 2 a number outside.",
              Map.of("OUTSIDE", "+49301234567"),
              "welcome.sh");
      number(connection, demo, "500", "The demo program, in shell", welcome);
      number(connection, demo, demo.number(), "Calls from outside", welcome);
      if (perl) {
        UUID again =
            program(
                connection,
                demo,
                "Welcome in Perl",
                "The same, with the library Asterisk::AGI.",
                Map.of("OUTSIDE", "+49301234567"),
                "welcome.pl");
        number(connection, demo, "501", "The demo program, in Perl", again);
      }
      run(
          connection,
          "update phone set caller_id = ? where caller_id is null and created = ?",
          demo.number(),
          OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
      connection.commit();
    }
  }

  private static void members(Connection connection, Demo demo) throws SQLException {
    for (Role role : Role.values()) {
      String login = role.name().toLowerCase(java.util.Locale.ROOT);
      run(
          connection,
          "insert into member (tenant, id, email, name, role, wallet) values (?, ?, ?, ?, ?, ?)"
              + " on conflict (tenant, email) do nothing",
          demo.id(),
          id(),
          login + "@" + demo.domain(),
          demo.name() + ", " + login,
          role.name(),
          role == Role.PAYER ? demo.wallet() : null);
    }
  }

  private void phones(Connection connection, Demo demo) throws SQLException {
    for (String user : demo.phones()) {
      Domain domain = new Domain(demo.domain());
      Digests digests = Digests.of(user, domain, passwords.apply(user + "@" + domain.name()));
      boolean first = user.equals(demo.phones().getFirst());
      run(
          connection,
          "insert into phone (tenant, id, username, display_name, md5_ha1, sha256_ha1, caller_id,"
              + " wallet, enabled, created, version) values (?, ?, ?, ?, ?, ?, null, ?, true, ?, 0)"
              + " on conflict (tenant, username) do nothing",
          demo.id(),
          id(),
          user,
          demo.name() + " " + user,
          digests.md5(),
          digests.sha256(),
          // the first phone is the payer's own; the tenant pays for the others
          first ? demo.wallet() : null,
          OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
    }
  }

  private static void number(
      Connection connection, Demo demo, String dialled, String description, UUID program)
      throws SQLException {
    run(
        connection,
        "insert into number (tenant, id, dialled, description, program, created, version)"
            + " values (?, ?, ?, ?, ?, now(), 0) on conflict (tenant, dialled) do nothing",
        demo.id(),
        id(),
        dialled,
        description,
        program);
  }

  /** The program with the shipped file as its version, unless the tenant uploaded another. */
  private UUID program(
      Connection connection,
      Demo demo,
      String name,
      String description,
      Map<String, String> variables,
      String file)
      throws SQLException {
    run(
        connection,
        "insert into program (tenant, id, name, description, variables, time_limit_seconds, demo,"
            + " created, version) values (?, ?, ?, ?, ?, 30, true, now(), 0)"
            + " on conflict (tenant, name) do nothing",
        demo.id(),
        id(),
        name,
        description,
        new org.meterline.ejb.program.VariablesColumn().convertToDatabaseColumn(variables));
    UUID program = one(connection, "select id from program where name = ?", name);
    byte[] content = shipped(file);
    String sha256 = ProgramFiles.sha256(content);
    UUID known =
        oneOrNull(
            connection,
            "select v.id from program_version v join program p"
                + " on p.tenant = v.tenant and p.id = v.program"
                + " where v.program = ? and (v.sha256 = ? or not p.demo) limit 1",
            program,
            sha256);
    if (known == null) {
      UUID version = id();
      files.store(demo.id(), program, version, file, content);
      run(
          connection,
          "insert into program_version (tenant, id, program, ordinal, file_name, size_bytes, sha256,"
              + " uploaded, uploaded_by) values (?, ?, ?, (select coalesce(max(ordinal), 0) + 1 from"
              + " program_version where program = ?), ?, ?, ?, now(), 'Meterline')",
          demo.id(),
          version,
          program,
          program,
          file,
          (long) content.length,
          sha256);
      run(connection, "update program set live = ? where id = ?", version, program);
    } else if (!Files.exists(files.path(demo.id(), program, known, file))) {
      // another database with a fresh data folder
      files.store(demo.id(), program, known, file, content);
    }
    return program;
  }

  private static byte[] shipped(String file) {
    try (InputStream in = DemoTenants.class.getResourceAsStream(file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private static UUID one(Connection connection, String sql, Object... values) throws SQLException {
    return Objects.requireNonNull(oneOrNull(connection, sql, values), sql);
  }

  private static @Nullable UUID oneOrNull(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getObject(1, UUID.class) : null;
      }
    }
  }

  private static UUID id() {
    return Generators.timeBasedEpochGenerator().generate();
  }
}
