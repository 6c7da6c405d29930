package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.AT;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.Outbox;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.LegId;

/** What limits stop and let through, asked as the engine asks, over PostgreSQL. */
class LimitedLegTest {
  private final ChargedTenant tenant = limited();
  private final AtomicReference<Instant> now = new AtomicReference<>(AT);
  private final CallId call = CallId.mint();
  private Charging charging = start("a");

  private static ChargedTenant limited() {
    try {
      var tenant = new ChargedTenant().deck("49 0.60 0 1/1", "371 6.00 0 1/1").phone("101", "99");
      tenant.approved = Set.of("own");
      return tenant.phone("102", "99");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Charging start(String node) {
    return tenant.start(node + "-" + tenant.id, TestDatabase.get().app(), now::get);
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  private void limit(String who, String destination, String amounts) {
    write(
        """
        insert into call_limit (tenant, id, ceiling, who, destination, calls, at_once, money,
                                currency, changed, changed_by)
          values ('%s', gen_random_uuid(), false, '%s', '%s', %s, '2026-01-01', 't')\
        """
            .formatted(tenant.id, who, destination, amounts));
    charging.limits().flush();
  }

  private void write(String sql) {
    tenant.transaction.write(
        tenant.id,
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  private List<String> read(String sql) {
    return tenant.transaction.read(
        tenant.id,
        connection -> {
          var rows = new ArrayList<String>();
          try (var statement = connection.createStatement();
              var row = statement.executeQuery(sql)) {
            while (row.next()) {
              rows.add(row.getString(1));
            }
          }
          return rows;
        });
  }

  private LegId granted(String user, String number) {
    var leg = LegId.mint();
    assertInstanceOf(Granted.class, ask(user, leg, number), number);
    return leg;
  }

  private Answer ask(String user, LegId leg, String number) {
    return tenant.admit(charging, tenant.asks(user, call, leg, number));
  }

  private void refused(String code, String user, String number) {
    var answer = assertInstanceOf(Refused.class, ask(user, LegId.mint(), number), number);
    assertEquals(code, answer.why().code());
    assertEquals(403, answer.why().sipStatus());
  }

  private void end(LegId leg, int sequence, long seconds) throws Exception {
    tenant.post(charging, ended(call, leg, sequence, Duration.ofSeconds(seconds)));
  }

  /** Nobody gets round their limit by a carrier that has them put through. */
  @Test
  void whoACarrierPutsThroughStaysWithinTheirLimits() throws Exception {
    tenant.ownWallet("99");
    charging.close();
    charging = start("a");
    limit("101", "", "1, null, null, null");
    var leg = LegId.mint();
    assertInstanceOf(Granted.class, tenant.admit(charging, tenant.wants("101", call, leg)));
    assertInstanceOf(
        Refused.class, tenant.admit(charging, tenant.wants("101", call, LegId.mint())));
    refused("hour-limit", "101", "+4931123456");
    end(leg, 3, 1);
  }

  @Test
  void aCountryIsCalledOnceItIsApproved() throws Exception {
    granted("101", "+4930123456");
    refused("destination-not-approved", "101", "+37167123456");
    refused("destination-not-approved", "102", "+37167123456");
    refused("destination-not-approved", "101", "+499001123456");
    refused("destination-not-approved", "101", "+8816123456789");
    charging.limits().flush();
    assertEquals(
        List.of("DE-premium ASKED", "LV ASKED", "satellite ASKED"),
        read(
            "select destination || ' ' || state from destination_approval"
                + " order by destination collate \"C\""));
    assertEquals(
        List.of("2"),
        read("select calls from limit_stop where destination = 'LV'"),
        "both are counted");
    write(
        "update destination_approval set state = 'APPROVED', decided = '2026-01-01',"
            + " decided_by = 't' where destination = 'LV'");
    charging.limits().flush();
    granted("101", "+37167123456");
  }

  @Test
  void anHourIsOverAfterAnHour() throws Exception {
    granted("101", "+4930123456");
    limit("*", "", "2, null, null, null");
    granted("101", "+4930123456");
    refused("hour-limit", "101", "+4930123456");
    granted("102", "+4930123456");
    now.set(AT.plusSeconds(3600));
    granted("101", "+4930123456");
  }

  @Test
  void whatMoneyRefusesIsNoCall() {
    granted("101", "+4930123456");
    limit("102", "", "1, null, null, null");
    tenant.phone("103", "0");
    limit("103", "", "1, null, null, null");
    for (int i = 0; i < 2; i++) {
      var answer = assertInstanceOf(Refused.class, ask("103", LegId.mint(), "+4930123456"));
      assertEquals("wallet-too-low", answer.why().code());
    }
  }

  @Test
  void moneyIsCountedAsItIsHeldAndSettled() throws Exception {
    var first = granted("101", "+4930123456"); // 15 s are 0.15
    limit("", "", "null, null, 40000000, 'EUR'");
    granted("102", "+4930123456");
    var answer = assertInstanceOf(Refused.class, ask("102", LegId.mint(), "+4930123456"));
    assertEquals("hour-limit", answer.why().code(), "0.30 are held, 0.15 more would be 0.45");
    assertEquals(eur("0.15"), tenant.wallet("102").held(), "what was set aside is given back");
    assertInstanceOf(Refused.class, charging.authority().extend(first, 1, Duration.ofSeconds(9)));
    end(first, 9, 3);
    granted("101", "+4930123456");
    assertEquals(
        "The limit of 0.40000000 EUR an hour is reached.",
        answer.why().reason().replaceAll("0\\.40*", "0.40000000"));
  }

  @Test
  void callsAtOnceEndWithTheCall() throws Exception {
    var first = granted("101", "+4930123456");
    limit("", "", "null, 1, null, null");
    refused("calls-at-once-limit", "102", "+4930123456");
    end(first, 9, 3);
    granted("102", "+4930123456");
  }

  @Test
  void insideAndEmergenciesAreNotCounted() {
    granted("101", "+4930123456");
    limit("", "", "0, 0, 0, 'EUR'");
    refused("hour-limit", "101", "+4930123456");
    for (var to :
        List.of(
            new Destination.Phone(tenant.domain, "102"),
            new Destination.Emergency(tenant.domain, "112"))) {
      assertInstanceOf(
          Granted.class, tenant.admit(charging, tenant.asks("101", call, LegId.mint(), to)));
    }
  }

  @Test
  void aSuspendedTenantCallsForHelpAlone() {
    tenant.suspended = true;
    refused("tenant-suspended", "101", "+4930123456");
    var inside = new Destination.Phone(tenant.domain, "102");
    assertInstanceOf(
        Refused.class, tenant.admit(charging, tenant.asks("101", call, LegId.mint(), inside)));
    var help = new Destination.Emergency(tenant.domain, "112");
    assertInstanceOf(
        Granted.class, tenant.admit(charging, tenant.asks("101", call, LegId.mint(), help)));
  }

  @Test
  void countsOutliveTheNodeAndReachTheOthers() {
    granted("101", "+4930123456");
    limit("", "", "2, null, null, null");
    granted("101", "+4930123456");
    charging.limits().flush();
    try (var other = start("b")) {
      var answer = tenant.admit(other, tenant.asks("102", call, LegId.mint(), "+4930123456"));
      assertEquals("hour-limit", assertInstanceOf(Refused.class, answer).why().code());
    }
    charging.close();
    charging = start("a");
    refused("hour-limit", "101", "+4930123456");
  }

  @Test
  void theTenantIsToldOnceForEachLimitAndHour() throws Exception {
    granted("101", "+4930123456");
    limit("", "", "1, null, null, null");
    var told = new ArrayList<UUID>();
    for (int i = 0; i < 3; i++) {
      refused("hour-limit", "101", "+4930123456");
      charging.limits().flush();
    }
    now.set(AT.plusSeconds(3600));
    granted("101", "+4930123456");
    refused("hour-limit", "101", "+4930123456");
    charging.limits().flush();
    var outbox = new Outbox(TestDatabase.get().app());
    for (var news = outbox.take(100); !news.isEmpty(); news = outbox.take(100)) {
      news.stream()
          .filter(n -> n.tenant().equals(tenant.id) && n.type().equals("limit.reached"))
          .forEach(n -> told.add(n.tenant()));
    }
    assertEquals(2, told.size());
    assertEquals(List.of("3", "1"), read("select calls from limit_stop order by hour"));
    assertTrue(read("select reason from limit_stop limit 1").getFirst().contains("1 call an hour"));
  }
}
