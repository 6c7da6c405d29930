package org.meterline.ejb.switchboard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
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
import org.meterline.ejb.database.ManyRows;
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

  private static final String DELETE =
      """
      delete from binding b using unnest(?, ?, ?, ?) as q (phone, contact, instance, reg_id)
      where b.phone = q.phone and b.contact = q.contact and b.instance = q.instance and b.reg_id = q.reg_id
      """;

  /** A row's path is told as PostgreSQL writes an array, for arrays of arrays have equal sides. */
  private static final String UPSERT =
      """
      insert into binding (tenant, phone, contact, path, source, transport, user_agent, sip_call_id, cseq, expires,
                           instance, reg_id, q)
      select ?, phone, contact, path::text[], source, transport, user_agent, sip_call_id, cseq, expires,
             instance, reg_id, q
      from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        as each (phone, contact, path, source, transport, user_agent, sip_call_id, cseq, expires, instance, reg_id, q)
      on conflict (tenant, phone, contact, instance, reg_id) do update
      set path = excluded.path, source = excluded.source, transport = excluded.transport, user_agent = excluded.user_agent,
          sip_call_id = excluded.sip_call_id, cseq = excluded.cseq, expires = excluded.expires, q = excluded.q
      """;

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
    var rows = new ManyRows(DELETE, "uuid", "text", "text", "integer");
    changes.forEach(
        (phone, change) ->
            change.removed().forEach(b -> rows.add(phone, b.contact(), instance(b), b.regId())));
    rows.write(connection, null);
  }

  private static String instance(Binding binding) {
    return binding.instance() == null ? "" : binding.instance();
  }

  private static void upsert(Connection connection, Tenant tenant, Map<UUID, Change> changes)
      throws SQLException {
    var rows =
        new ManyRows(
            UPSERT,
            "uuid",
            "text",
            "text",
            "text",
            "text",
            "text",
            "text",
            "bigint",
            "timestamptz",
            "text",
            "integer",
            "real");
    for (Map.Entry<UUID, Change> each : changes.entrySet()) {
      for (Binding binding : each.getValue().changed()) {
        rows.add(
            each.getKey(),
            binding.contact(),
            connection.createArrayOf("text", binding.path().toArray()).toString(),
            binding.source(),
            binding.transport(),
            binding.userAgent(),
            binding.callId(),
            binding.cseq(),
            binding.expires(),
            instance(binding),
            binding.regId(),
            binding.q());
      }
    }
    rows.write(connection, tenant.id());
  }
}
