package org.meterline.ejb.switchboard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.Tenants;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.registrar.BindingStore;

/** Registrations in the database, each in its tenant's rows. */
public final class StoredBindings implements BindingStore {
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

  @Override
  public void save(List<Binding> changed, List<Binding> removed) {
    Set<Domain> domains = new LinkedHashSet<>();
    Stream.concat(changed.stream(), removed.stream()).forEach(b -> domains.add(b.domain()));
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        for (Domain domain : domains) {
          Optional<Tenant> tenant = tenants.apply(domain);
          if (tenant.isPresent()) {
            CurrentTenant.name(connection, tenant.get().id());
            delete(connection, in(domain, removed));
            upsert(connection, in(domain, changed));
          }
        }
        connection.commit();
      } catch (SQLException failed) {
        connection.rollback();
        throw failed;
      }
    } catch (SQLException failed) {
      throw new Unavailable(failed);
    }
  }

  private static List<Binding> in(Domain domain, List<Binding> bindings) {
    return bindings.stream().filter(b -> b.domain().equals(domain)).toList();
  }

  private static void delete(Connection connection, List<Binding> removed) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from binding b using phone p where p.tenant = b.tenant and p.id = b.phone"
                + " and p.username = ? and b.contact = ? and b.instance = ? and b.reg_id = ?")) {
      for (Binding binding : removed) {
        delete.setString(1, binding.user());
        delete.setString(2, binding.contact());
        delete.setString(3, instance(binding));
        delete.setInt(4, binding.regId());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  private static String instance(Binding binding) {
    return binding.instance() == null ? "" : binding.instance();
  }

  private static void upsert(Connection connection, List<Binding> changed) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into binding (tenant, phone, contact, path, source, transport, user_agent,"
                + " sip_call_id, cseq, expires, instance, reg_id, q)"
                + " select tenant, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from phone where username = ?"
                + " on conflict (tenant, phone, contact, instance, reg_id) do update"
                + " set path = excluded.path, q = excluded.q,"
                + " source = excluded.source, transport = excluded.transport,"
                + " user_agent = excluded.user_agent, sip_call_id = excluded.sip_call_id,"
                + " cseq = excluded.cseq, expires = excluded.expires")) {
      for (Binding binding : changed) {
        insert.setString(1, binding.contact());
        insert.setArray(2, connection.createArrayOf("text", binding.path().toArray()));
        insert.setString(3, binding.source());
        insert.setString(4, binding.transport());
        insert.setString(5, binding.userAgent());
        insert.setString(6, binding.callId());
        insert.setLong(7, binding.cseq());
        insert.setObject(8, OffsetDateTime.ofInstant(binding.expires(), ZoneOffset.UTC));
        insert.setString(9, instance(binding));
        insert.setInt(10, binding.regId());
        insert.setFloat(11, binding.q());
        insert.setString(12, binding.user());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
