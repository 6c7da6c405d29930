package org.meterline.ejb.switchboard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.callerid.CallerIdRows;
import org.meterline.ejb.location.LocationRows;
import org.meterline.ejb.number.DialledNumber;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.program.VariablesColumn;
import org.meterline.ejb.recording.RecordingRuleRows;
import org.meterline.ejb.sound.HoldMusicRows;
import org.meterline.ejb.sound.SoundRows;
import org.meterline.ejb.switchboard.TenantDirectory.PhoneEntry;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.Tenants;
import org.meterline.ejb.trunk.StoredTrunk;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Place;

/** Reads tenants' directories from the database, each in a transaction of that tenant. */
final class DirectoryReader {
  private static final int NAME_MOST = 80;

  private final ProgramFiles files;
  private final TrunkSecrets secrets;

  DirectoryReader(ProgramFiles files, TrunkSecrets secrets) {
    this.files = files;
    this.secrets = secrets;
  }

  List<TenantDirectory> all(Connection connection) throws SQLException {
    List<TenantDirectory> all = new ArrayList<>();
    for (Tenant tenant : tenants(connection)) {
      all.add(one(connection, tenant));
    }
    return all;
  }

  List<Tenant> tenants(Connection connection) throws SQLException {
    return inTransaction(connection, () -> Tenants.all(connection));
  }

  @Nullable Tenant operator(Connection connection) throws SQLException {
    return inTransaction(connection, () -> Tenants.operator(connection)).orElse(null);
  }

  TenantDirectory one(Connection connection, Tenant tenant) throws SQLException {
    return inTransaction(
        connection,
        () -> {
          CurrentTenant.name(connection, tenant.id());
          Map<String, PhoneEntry> phones = phones(connection, tenant);
          Map<UUID, String> users = new HashMap<>();
          phones.forEach((user, phone) -> users.put(phone.id(), user));
          return new TenantDirectory(
              tenant,
              phones,
              numbers(connection, tenant, phones, users, programs(connection, tenant)),
              trunks(connection),
              origins(connection),
              CallerIdRows.verified(connection, tenant.id()),
              LocationRows.ofPhones(connection),
              LocationRows.home(connection).orElse(Place.in(tenant.country())),
              supervisionTone(connection),
              HoldMusicRows.read(connection).music().inCalls(),
              RecordingRuleRows.rules(connection),
              SoundRows.versions(connection));
        });
  }

  private interface Read<R> {
    R read() throws SQLException;
  }

  private static <R> R inTransaction(Connection connection, Read<R> read) throws SQLException {
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      return read.read();
    } finally {
      connection.rollback();
      connection.setAutoCommit(before);
    }
  }

  private static Map<String, PhoneEntry> phones(Connection connection, Tenant tenant)
      throws SQLException {
    Map<UUID, List<Account.Pass>> passes = passes(connection);
    Map<String, PhoneEntry> phones = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select id, username, display_name, md5_ha1, sha256_ha1, caller_id, wallet, enabled"
                    + " from phone");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String callerId = row.getString("caller_id");
        phones.put(
            row.getString("username"),
            new PhoneEntry(
                row.getObject("id", UUID.class),
                row.getBoolean("enabled"),
                new Account(
                    tenant.domain(),
                    row.getString("username"),
                    row.getString("display_name"),
                    secret(row),
                    List.of(),
                    passes.getOrDefault(row.getObject("id", UUID.class), List.of())),
                row.getObject("wallet", UUID.class),
                callerId == null ? null : new E164(callerId)));
      }
    }
    return phones;
  }

  private static Map<UUID, List<Account.Pass>> passes(Connection connection) throws SQLException {
    Map<UUID, List<Account.Pass>> passes = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select phone, md5_ha1, sha256_ha1, until from phone_pass");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        passes
            .computeIfAbsent(row.getObject("phone", UUID.class), id -> new ArrayList<>())
            .add(
                new Account.Pass(
                    secret(row), row.getObject("until", OffsetDateTime.class).toInstant()));
      }
    }
    return passes;
  }

  private static Account.Secret secret(ResultSet row) throws SQLException {
    return new Account.Secret(row.getString("md5_ha1"), row.getString("sha256_ha1"));
  }

  private static Set<String> origins(Connection connection) throws SQLException {
    Set<String> origins = new HashSet<>();
    try (PreparedStatement select =
            connection.prepareStatement("select origin from allowed_origin");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        origins.add(row.getString(1));
      }
    }
    return origins;
  }

  private static boolean supervisionTone(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select supervision_tone from recording_terms");
        ResultSet row = select.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  private Map<UUID, Destination> programs(Connection connection, Tenant tenant)
      throws SQLException {
    Map<UUID, Destination> programs = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select p.id, p.name, p.variables, p.time_limit_seconds, p.demo, p.live,"
                    + " v.file_name from program p left join program_version v on v.tenant ="
                    + " p.tenant and v.id = p.live");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        UUID id = row.getObject("id", UUID.class);
        UUID live = row.getObject("live", UUID.class);
        String name = row.getString("name");
        programs.put(
            id,
            live == null
                ? new Destination.Unknown("the program " + name + " has no version yet")
                : new Destination.Program(
                    tenant.domain(),
                    id,
                    live,
                    name,
                    files.path(tenant.id(), id, live, row.getString("file_name")),
                    row.getBoolean("demo"),
                    VariablesColumn.read(row.getString("variables")),
                    Duration.ofSeconds(row.getInt("time_limit_seconds"))));
      }
    }
    return programs;
  }

  private static Map<String, Destination> numbers(
      Connection connection,
      Tenant tenant,
      Map<String, PhoneEntry> phones,
      Map<UUID, String> users,
      Map<UUID, Destination> programs)
      throws SQLException {
    Map<String, Destination> numbers = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select dialled, description, phone, program, outside, application from number");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        UUID phone = row.getObject("phone", UUID.class);
        numbers.put(
            row.getString("dialled"),
            phone == null
                ? elsewhere(tenant, row, programs)
                : phone(tenant, phones, users.get(phone)));
      }
    }
    return numbers;
  }

  private static Destination elsewhere(
      Tenant tenant, ResultSet row, Map<UUID, Destination> programs) throws SQLException {
    String outside = row.getString("outside");
    String application = row.getString("application");
    if (outside != null) {
      return new Destination.Outside(tenant.domain(), new E164(outside), row.getString("dialled"));
    }
    return application == null
        ? orUnknown(programs.get(row.getObject("program", UUID.class)))
        : new Destination.Application(
            tenant.domain(), name(row), application.equals(DialledNumber.ANSWER));
  }

  /** An application is called what its number is said to be for. */
  private static String name(ResultSet row) throws SQLException {
    String description = row.getString("description").strip();
    return description.isEmpty()
        ? "application " + row.getString("dialled")
        : description.substring(0, Math.min(description.length(), NAME_MOST));
  }

  private static Destination phone(
      Tenant tenant, Map<String, PhoneEntry> phones, @Nullable String user) {
    PhoneEntry phone = user == null ? null : phones.get(user);
    if (user == null || phone == null || !phone.enabled()) {
      return new Destination.Unknown("the extension is disabled");
    }
    return new Destination.Phone(tenant.domain(), user);
  }

  private static Destination orUnknown(@Nullable Destination destination) {
    return destination == null ? new Destination.Unknown("leads nowhere") : destination;
  }

  private List<StoredTrunk> trunks(Connection connection) throws SQLException {
    List<StoredTrunk> trunks = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(StoredTrunk.USED);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        trunks.add(StoredTrunk.of(row, secrets));
      }
    }
    return trunks;
  }
}
