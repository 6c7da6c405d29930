package org.meterline.ejb.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.tenant.Tenant;

/** Row-level security holds alone, in every table there is. */
class RowsTest {
  private final TestDatabase database = TestDatabase.get();

  private List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  private static final String TENANT_TABLES =
      "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
          + " where c.relnamespace = 'meterline'::regnamespace and c.relkind in ('r', 'p')"
          + " and a.attname = 'tenant' and a.attnum > 0 order by 1";

  @Test
  void everyTenantTableForcesItsPolicy() throws SQLException {
    try (Connection connection = database.superuser().getConnection()) {
      List<String> open =
          strings(
              connection,
              "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
                  + " where c.relnamespace = 'meterline'::regnamespace and c.relkind in ('r', 'p')"
                  + " and a.attname = 'tenant' and a.attnum > 0"
                  + " and not (c.relrowsecurity and c.relforcerowsecurity)");
      assertEquals(List.of(), open);
      List<String> keyless =
          strings(
              connection,
              "select c.relname from pg_class c where c.relnamespace = 'meterline'::regnamespace"
                  + " and c.relname in ("
                  + TENANT_TABLES.replace(" order by 1", "")
                  + ") and not exists (select from pg_index i join pg_attribute a"
                  + " on a.attrelid = c.oid and a.attnum = any (i.indkey)"
                  + " where i.indrelid = c.oid and i.indisprimary and a.attname = 'tenant')");
      assertEquals(List.of(), keyless);
    }
  }

  @Test
  void foreignKeysBetweenTenantTablesIncludeTheTenant() throws SQLException {
    try (Connection connection = database.superuser().getConnection()) {
      List<String> loose =
          strings(
              connection,
              "select k.conname from pg_constraint k where k.contype = 'f'"
                  + " and k.connamespace = 'meterline'::regnamespace"
                  + " and exists (select from pg_attribute a where a.attrelid = k.confrelid"
                  + "   and a.attname = 'tenant' and a.attnum > 0)"
                  + " and not exists (select from pg_attribute a where a.attrelid = k.conrelid"
                  + "   and a.attname = 'tenant' and a.attnum = any (k.conkey))");
      assertEquals(List.of(), loose);
    }
  }

  @Test
  void theApplicationOwnsNothingAndBypassesNothing() throws SQLException {
    try (Connection connection = database.superuser().getConnection()) {
      assertEquals(
          List.of(),
          strings(
              connection,
              "select relname from pg_class where relowner = 'meterline_app'::regrole"));
      assertEquals(
          List.of("f"),
          strings(
              connection,
              "select (rolbypassrls or rolsuper) from pg_roles where rolname = 'meterline_app'"));
    }
  }

  @Test
  void definerFunctionsAreTheKnownOnesAndNotForEverybody() throws SQLException {
    try (Connection connection = database.superuser().getConnection()) {
      assertEquals(
          List.of(),
          strings(
              connection,
              "select proname from pg_proc where pronamespace = 'meterline'::regnamespace"
                  + " and prosecdef and (proconfig is null"
                  + "   or not exists (select from unnest(proconfig) s"
                  + "     where s like 'search\\_path=%pg\\_temp')"
                  + "   or has_function_privilege('public', oid, 'execute'))"));
    }
  }

  @Test
  void anotherTenantSeesNoRowOfAnyTable() throws SQLException {
    Tenant full = database.newTenant("full");
    Tenant other = database.newTenant("other");
    Rows.fill(database, full);
    try (Connection connection = database.superuser().getConnection()) {
      TreeSet<String> filled = new TreeSet<>();
      for (String table : strings(connection, TENANT_TABLES)) {
        String count =
            "select count(*) from meterline.\"" + table + "\" where tenant = '" + full.id() + "'";
        if (!strings(connection, count).equals(List.of("0"))) {
          filled.add(table);
        }
      }
      assertTrue(filled.containsAll(Rows.OURS), "filled: " + filled);
    }
    List<String> leaks = new ArrayList<>();
    database.in(
        other,
        database.app(),
        connection -> {
          for (String table : strings(connection, TENANT_TABLES)) {
            String readable = "select has_table_privilege('meterline.\"" + table + "\"', 'select')";
            if (strings(connection, readable).equals(List.of("t"))
                && !strings(
                        connection,
                        "select count(*) from \""
                            + table
                            + "\" where tenant <> '"
                            + other.id()
                            + "'")
                    .equals(List.of("0"))) {
              leaks.add(table);
            }
          }
        });
    assertEquals(List.of(), leaks);
  }

  @Test
  void withoutATenantThereAreNoRows() throws SQLException {
    Tenant full = database.newTenant("quiet");
    Rows.fill(database, full);
    try (Connection connection = database.app().getConnection()) {
      for (String table : Rows.OURS) {
        assertEquals(List.of("0"), strings(connection, "select count(*) from " + table), table);
      }
    }
  }
}
