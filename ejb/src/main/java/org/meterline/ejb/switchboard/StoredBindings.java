package org.meterline.ejb.switchboard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.Tenants;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.registrar.BindingStore;

/** Registrations in the database, each in its tenant's rows. */
public final class StoredBindings implements BindingStore {
  /** How long a phone's lock is waited for; then all is tried again. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DataSource database;
  private final Function<Domain, Optional<Tenant>> tenants;

  public StoredBindings(DataSource database, Function<Domain, Optional<Tenant>> tenants) {
    this.database = database;
    this.tenants = tenants;
  }

  /** They could not be read or written now. */
  public static final class Unavailable extends RuntimeException {
    Unavailable(SQLException cause) {
      super("registrations cannot be stored or read now", cause);
    }
  }

  @Override
  public List<Binding> load() {
    List<Binding> bindings = new ArrayList<>();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        for (Tenant tenant : Tenants.all(connection)) {
          CurrentTenant.name(connection, tenant.id());
          load(connection, tenant, bindings);
        }
      } finally {
        connection.rollback();
      }
    } catch (SQLException failed) {
      throw new Unavailable(failed);
    }
    return bindings;
  }

  private static void load(Connection connection, Tenant tenant, List<Binding> into)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select p.username, b.contact, b.path, b.source, b.transport, b.user_agent,"
                    + " b.sip_call_id, b.cseq, b.expires, b.instance, b.reg_id, b.q"
                    + " from binding b join phone p on p.tenant = b.tenant and p.id = b.phone"
                    + " where p.enabled");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        into.add(
            new Binding(
                tenant.domain(),
                row.getString("username"),
                row.getString("contact"),
                Arrays.asList((String[]) row.getArray("path").getArray()),
                row.getString("source"),
                row.getString("transport"),
                row.getString("user_agent"),
                row.getString("sip_call_id"),
                row.getLong("cseq"),
                row.getObject("expires", OffsetDateTime.class).toInstant(),
                null,
                row.getString("instance").isEmpty() ? null : row.getString("instance"),
                row.getInt("reg_id"),
                row.getFloat("q")));
      }
    }
  }

  /** A tenant's phone. */
  private record Line(Tenant tenant, String user) {}

  /** What is to be written of a phone. */
  private record Change(List<Binding> changed, List<Binding> removed) {
    Change() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Writes them, phone by phone under the phone's lock, which whoever deletes or changes a phone
   * takes first, too. A lock that somebody has is not waited for while others are held, so that
   * nobody's order of locks matters: that phone's turn comes afterwards, alone.
   */
  @Override
  public void save(List<Binding> changed, List<Binding> removed) {
    Map<Line, Change> changes = new LinkedHashMap<>();
    changed.forEach(b -> of(changes, b).ifPresent(one -> one.changed().add(b)));
    removed.forEach(b -> of(changes, b).ifPresent(one -> one.removed().add(b)));
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        writeFree(connection, changes);
        for (Map.Entry<Line, Change> left : changes.entrySet()) {
          writeAlone(connection, left.getKey(), left.getValue());
        }
      } catch (SQLException failed) {
        connection.rollback();
        throw failed;
      }
    } catch (SQLException failed) {
      throw new Unavailable(failed);
    }
  }

  /** Of a tenant that there is no more nothing is written. */
  private Optional<Change> of(Map<Line, Change> changes, Binding binding) {
    return tenants
        .apply(binding.domain())
        .map(
            tenant ->
                changes.computeIfAbsent(new Line(tenant, binding.user()), line -> new Change()));
  }

  /** Writes what nobody has a lock on, and takes it out of what is left. */
  private static void writeFree(Connection connection, Map<Line, Change> changes)
      throws SQLException {
    Map<Tenant, List<Line>> lines =
        changes.keySet().stream()
            .collect(Collectors.groupingBy(Line::tenant, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<Tenant, List<Line>> each : lines.entrySet()) {
      Tenant tenant = each.getKey();
      CurrentTenant.name(connection, tenant.id());
      Map<UUID, Change> free = new LinkedHashMap<>();
      lock(connection, each.getValue(), " skip locked")
          .forEach((user, phone) -> free.put(phone, taken(changes, new Line(tenant, user))));
      write(connection, tenant, free);
    }
    connection.commit();
  }

  private static Change taken(Map<Line, Change> changes, Line line) {
    Change change = changes.remove(line);
    return change == null ? new Change() : change;
  }

  /** Writes what belongs to one phone, which is locked elsewhere or is not there any more. */
  private static void writeAlone(Connection connection, Line line, Change change)
      throws SQLException {
    CurrentTenant.name(connection, line.tenant().id());
    try (Statement patience = connection.createStatement()) {
      patience.execute("set local lock_timeout = '" + PATIENCE.toMillis() + "ms'");
    }
    for (UUID phone : lock(connection, List.of(line), "").values()) {
      write(connection, line.tenant(), Map.of(phone, change));
    }
    connection.commit();
  }

  /** Locks phones; answers them by user. */
  private static Map<String, UUID> lock(Connection connection, List<Line> lines, String how)
      throws SQLException {
    Map<String, UUID> phones = new LinkedHashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select username, id from phone where username = any (?) for no key update" + how)) {
      select.setArray(
          1, connection.createArrayOf("text", lines.stream().map(Line::user).toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          phones.put(row.getString(1), row.getObject(2, UUID.class));
        }
      }
    }
    return phones;
  }

  private static void write(Connection connection, Tenant tenant, Map<UUID, Change> changes)
      throws SQLException {
    delete(connection, changes);
    upsert(connection, tenant, changes);
  }

  private static void delete(Connection connection, Map<UUID, Change> changes) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from binding where phone = ? and contact = ? and instance = ? and reg_id ="
                + " ?")) {
      for (Map.Entry<UUID, Change> each : changes.entrySet()) {
        for (Binding binding : each.getValue().removed()) {
          delete.setObject(1, each.getKey());
          delete.setString(2, binding.contact());
          delete.setString(3, instance(binding));
          delete.setInt(4, binding.regId());
          delete.addBatch();
        }
      }
      delete.executeBatch();
    }
  }

  private static String instance(Binding binding) {
    return binding.instance() == null ? "" : binding.instance();
  }

  private static void upsert(Connection connection, Tenant tenant, Map<UUID, Change> changes)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into binding (tenant, phone, contact, path, source, transport, user_agent,"
                + " sip_call_id, cseq, expires, instance, reg_id, q)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (tenant, phone, contact, instance, reg_id) do update"
                + " set path = excluded.path, q = excluded.q,"
                + " source = excluded.source, transport = excluded.transport,"
                + " user_agent = excluded.user_agent, sip_call_id = excluded.sip_call_id,"
                + " cseq = excluded.cseq, expires = excluded.expires")) {
      for (Map.Entry<UUID, Change> each : changes.entrySet()) {
        for (Binding binding : each.getValue().changed()) {
          insert.setObject(1, tenant.id());
          insert.setObject(2, each.getKey());
          insert.setString(3, binding.contact());
          insert.setArray(4, connection.createArrayOf("text", binding.path().toArray()));
          insert.setString(5, binding.source());
          insert.setString(6, binding.transport());
          insert.setString(7, binding.userAgent());
          insert.setString(8, binding.callId());
          insert.setLong(9, binding.cseq());
          insert.setObject(10, OffsetDateTime.ofInstant(binding.expires(), ZoneOffset.UTC));
          insert.setString(11, instance(binding));
          insert.setInt(12, binding.regId());
          insert.setFloat(13, binding.q());
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }
}
