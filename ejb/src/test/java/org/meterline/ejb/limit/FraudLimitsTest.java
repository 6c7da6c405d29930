package org.meterline.ejb.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.meterline.billing.wallet.BooksRefused;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.database.Fragile;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Refusal;

/** What nodes tell each other of many tenants' calls, over PostgreSQL. */
class FraudLimitsTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:30:00Z");

  private final TestDatabase database = TestDatabase.get();
  private final Fragile source = new Fragile(database.app());
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final String run = UUID.randomUUID().toString();

  private FraudLimits node(String name) {
    return new FraudLimits(new TenantTransaction(source), name + run, now::get, Set.of("own"));
  }

  private List<Tenant> tenants(int count) throws SQLException {
    List<Tenant> tenants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tenants.add(database.newTenant("t" + i));
    }
    return tenants;
  }

  private static Optional<Refusal> calls(
      FraudLimits limits, Tenant tenant, String user, String number) {
    return limits.begin(
        tenant.id(),
        "DE",
        new Ask(
            CallId.mint(),
            LegId.mint(),
            tenant.domain(),
            new Origin.Phone(tenant.domain(), user),
            user,
            new Destination.Outside(tenant.domain(), new E164(number)),
            List.of(),
            NOON,
            Map.of(),
            null));
  }

  private void limitAtOnce(Tenant tenant, int most) throws SQLException {
    database.execute(
        tenant,
        "insert into call_limit values ($tenant, gen_random_uuid(), false, '*', '', null, "
            + most
            + ", null, null, now(), 'x')");
  }

  private List<String> read(Tenant tenant, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    database.in(
        tenant,
        database.app(),
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
              rows.add(row.getString(1));
            }
          }
        });
    return rows;
  }

  @Test
  void manyTenantsAreWrittenAndReadInOneTransaction() throws SQLException {
    List<Tenant> tenants = tenants(20);
    FraudLimits here = node("here");
    FraudLimits there = node("there");
    for (Tenant each : tenants) {
      assertEquals(Optional.empty(), calls(here, each, "101", "+49301"));
      assertEquals(Optional.empty(), calls(there, each, "102", "+49301"));
      limitAtOnce(each, 1);
    }
    int before = source.asked();
    here.flush();
    assertEquals(1, source.asked() - before, "of twenty tenants");
    there.flush();
    assertEquals(2, source.asked() - before);
    for (Tenant each : tenants) {
      assertTrue(calls(there, each, "101", "+49301").isPresent(), "101 is up on the other node");
      assertEquals(Optional.empty(), calls(there, each, "103", "+49301"));
      assertEquals(
          List.of("101 1", "102 1"),
          read(each, "select who || ' ' || live from call_usage order by who"));
    }
  }

  @Test
  void eachLearnsOfItsOwnStopsAndQuestionsOnce() throws SQLException {
    List<Tenant> tenants = tenants(3);
    FraudLimits here = node("here");
    for (Tenant each : tenants) {
      assertTrue(calls(here, each, "101", "+37121").isPresent());
      assertTrue(calls(here, each, "101", "+37122").isPresent());
    }
    here.flush();
    here.flush();
    for (Tenant each : tenants) {
      assertEquals(
          List.of("destination-not-approved LV 2"),
          read(each, "select code || ' ' || destination || ' ' || calls from limit_stop"));
      assertEquals(
          List.of("LV ASKED 101"),
          read(
              each,
              "select destination || ' ' || state || ' ' || asked_by from destination_approval"));
    }
    database.execute(
        tenants.getFirst(),
        "update destination_approval set state = 'APPROVED', decided = now(), decided_by = 'x'");
    here.flush();
    assertEquals(Optional.empty(), calls(here, tenants.getFirst(), "101", "+37121"));
    assertTrue(calls(here, tenants.get(1), "101", "+37121").isPresent(), "not of the others");
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenLater() throws SQLException {
    List<Tenant> tenants = tenants(2);
    FraudLimits here = node("here");
    for (Tenant each : tenants) {
      assertEquals(Optional.empty(), calls(here, each, "101", "+49301"));
      assertTrue(calls(here, each, "101", "+37121").isPresent());
    }
    source.away(true);
    assertThrows(BooksUnavailable.class, here::flush);
    assertTrue(calls(here, tenants.getFirst(), "101", "+37122").isPresent());
    source.away(false);
    here.flush();
    assertEquals(List.of("1"), read(tenants.get(1), "select calls from call_usage"));
    assertEquals(List.of("2"), read(tenants.getFirst(), "select calls from limit_stop"));
    assertEquals(List.of("1"), read(tenants.get(1), "select calls from limit_stop"));
  }

  /** A phone may call itself anything; one tenant's phones are no other's trouble. */
  @Test
  void whatAPhoneSaysKeepsNoTenantFromBeingCounted() throws SQLException {
    List<Tenant> tenants = tenants(2);
    FraudLimits here = node("here");
    assertEquals(Optional.empty(), calls(here, tenants.getFirst(), "1\0001", "+49301"));
    assertEquals(Optional.empty(), calls(here, tenants.get(1), "101", "+49301"));
    here.flush();
    assertEquals(List.of("1"), read(tenants.getFirst(), "select calls from call_usage"));
    assertEquals(List.of("101"), read(tenants.get(1), "select who from call_usage"));
  }

  @Test
  void aTenantWhoseRowsAreRefusedKeepsNoOthersFromBeingWritten() throws SQLException {
    List<Tenant> tenants = new ArrayList<>(tenants(7));
    Tenant deleted =
        new Tenant(
            UUID.randomUUID(), "x", "x", new Domain("x.example"), ZoneId.of("Europe/Berlin"), "DE");
    FraudLimits here = node("here");
    assertEquals(Optional.empty(), calls(here, deleted, "101", "+49301"));
    for (Tenant each : tenants) {
      assertEquals(Optional.empty(), calls(here, each, "101", "+49301"));
      assertTrue(calls(here, each, "101", "+37121").isPresent());
      limitAtOnce(each, 1);
    }
    BooksRefused told = assertThrows(BooksRefused.class, here::flush);
    assertTrue(told.toString().contains("call_usage_tenant_fkey"), told.toString());
    for (Tenant each : tenants) {
      assertEquals(List.of("1"), read(each, "select calls from call_usage"));
      assertEquals(List.of("1"), read(each, "select calls from limit_stop"), "once");
      assertTrue(calls(here, each, "101", "+49301").isPresent(), "the new limit is read");
    }
  }

  @Test
  void whatIsOldIsForgotten() throws SQLException {
    Tenant tenant = tenants(1).getFirst();
    FraudLimits here = node("here");
    assertEquals(Optional.empty(), calls(here, tenant, "101", "+49301"));
    here.flush();
    now.set(NOON.plusSeconds(32L * 24 * 3600));
    here.flush();
    assertEquals(
        List.of("2026-12-28"),
        read(tenant, "select to_char(hour at time zone 'UTC', 'YYYY-MM-DD') from call_usage"));
  }

  @Test
  void aTransactionOfOneTenantReachesNoOther() throws SQLException {
    List<Tenant> tenants = tenants(2);
    Tenant ours = tenants.getFirst();
    limitAtOnce(tenants.get(1), 1);
    String theirs = "array['" + tenants.get(1).id() + "'::uuid]";
    for (String sql :
        List.of(
            "select * from limits_of(" + theirs + ")",
            "select * from approvals_of(" + theirs + ")",
            "select * from usage_elsewhere(" + theirs + ", 'x', now(), now())",
            "select forget_usage(" + theirs + ", now())",
            "select write_usage("
                + theirs
                + ", array[now()], array['n'], array['101'], array['DE'], array[''], array[1],"
                + " array[0], array[0::bigint], array[0::bigint], array[now()])")) {
      SQLException refused =
          assertThrows(SQLException.class, () -> database.execute(ours, sql), sql);
      assertEquals("42501", refused.getSQLState(), sql);
    }
    try (Connection nobody = database.app().getConnection();
        Statement statement = nobody.createStatement()) {
      try (ResultSet row = statement.executeQuery("select count(*) from call_limit")) {
        assertTrue(row.next());
        assertEquals(0, row.getInt(1), "tables show nothing to who names no tenant");
      }
    }
  }
}
