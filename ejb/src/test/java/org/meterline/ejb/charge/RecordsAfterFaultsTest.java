package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.ended;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.payer.Segment;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** What the daily check says of records and charges when a node or the database was lost. */
class RecordsAfterFaultsTest {
  private static final AtomicInteger TESTS = new AtomicInteger(1000);

  private final String prefix = "9728" + TESTS.incrementAndGet();
  private final ChargedTenant tenant;
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();
  private Charging charging;

  /**
   * A call costs the caller 0.05, the tenant 0.03 a whole minute, and the operator by the second or
   * the minute.
   */
  RecordsAfterFaultsTest() throws Exception {
    tenant =
        new ChargedTenant()
            .deck(prefix + " 0 0.05 1/1", "49 0.06 0 1/1", "48 0 0 1/1")
            .phone("101", "9.00");
    var scene = new OperatorScene(tenant);
    var wholesale = UUID.randomUUID();
    scene.wallet(wholesale, tenant.id, PayerKind.CUSTOMER);
    scene.topUp(wholesale, "1.00");
    scene.deck(
        "WHOLESALE",
        tenant.id,
        Rate.to(prefix, "Israel").price("0.03").increments(60, 60),
        Rate.to("49", "Germany").price("0.03").increments(60, 60));
    scene.carrier(UUID.randomUUID(), Rate.to(prefix + "1", "Israel").price("0.012"));
    scene.carrier(
        UUID.randomUUID(), Rate.to(prefix + "2", "Israel").price("0.012").increments(60, 60));
    charging = tenant.start("node-" + tenant.id);
  }

  @AfterEach
  void close() {
    charging.close();
  }

  private void asks(String number) {
    assertInstanceOf(Granted.class, tenant.admit(charging, tenant.asks("101", call, leg, number)));
  }

  private Granted used(int sequence, long seconds) {
    return assertInstanceOf(
        Granted.class, charging.authority().extend(leg, sequence, Duration.ofSeconds(seconds)));
  }

  private void ends(long seconds) throws Exception {
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(seconds)));
  }

  private List<String> differences() {
    return tenant.differences().stream()
        .map(d -> d.name() + " of " + d.subject() + ": " + d.expected() + ", " + d.found())
        .toList();
  }

  /** By 1 the carrier is owed for each second, by 2 for the minute. */
  @ParameterizedTest
  @CsvSource({"1, 30", "2, 30", "1, 8", "2, 8", "1, 0", "2, 0"})
  void whatComesLateIsNoDifference(String carrier, long seconds) throws Exception {
    recovered(carrier);
    ends(seconds);
    assertEquals(List.of(), differences());
  }

  private void recovered(String carrier) {
    asks("+" + prefix + carrier + "234");
    used(1, 11);
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(2, charging.recover(), "eleven seconds, of what is paid and what is bought");
  }

  /** Answered and over in the same millisecond; what was paid for it may have come too late. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "1, 1", "2, 1", "free, 0", "free, 1"})
  void whatLastedNoTimeIsNoDifference(String to, long millis) throws Exception {
    asks(to.equals("free") ? "+48123456" : "+" + prefix + to + "234");
    tenant.post(charging, answered(millis));
    assertEquals(List.of(), differences());
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void whatWasRecoveredAndLastedNoTimeIsNoDifference(String carrier) throws Exception {
    recovered(carrier);
    tenant.post(charging, answered(0));
    assertEquals(List.of(), differences());
    assertEquals(Money.parse("9.00", Currency.EUR), tenant.wallet("101").balance());
  }

  /** It was handed over to another payer, and used nothing of what that one had set aside. */
  @Test
  void whoTookOverForNoTimeIsNoDifference() throws Exception {
    tenant
        .sponsor("Bank", "0.02", Rate.to(Rate.OFFER, "Offer").price("0.06"))
        .rule(Below.NOT_TAKEN, "sponsors then next", "caller then end");
    charging.payerRules().refresh();
    asks("+493012345");
    used(1, 11);
    assertEquals("101", used(2, 19).payer());
    tenant.post(charging, answered(0));
    assertEquals(List.of(), differences());
  }

  private CallFact.LegEnded answered(long millis) {
    return new CallFact.LegEnded(
        call,
        9,
        ChargedTenant.AT,
        leg,
        true,
        Duration.ofMillis(millis),
        200,
        16,
        "Normal clearing",
        null,
        false,
        null);
  }

  /** The books do not know that it ended. */
  @Test
  void whatRecoveryPostedTooMuchIsADifference() throws Exception {
    recovered("2");
    ends(8);
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s =
            connection.prepareStatement(
                "update meterline.hold set late_seconds = null where call = ?")) {
      s.setObject(1, call.value());
      s.executeUpdate();
    }
    var different = "charged-seconds of " + leg.value() + ": 8, 11";
    assertEquals(List.of(different, different), differences());
  }

  /** And not when it was recovered, which may be in another month than the call. */
  @Test
  void whatIsRecoveredTookEffectWhenItWasProved() throws Exception {
    asks("+" + prefix + "1234");
    used(1, 11);
    used(2, 19);
    charging.close();
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s =
            connection.prepareStatement(
                """
                update meterline.hold set placed = '2026-10-31T22:57:00Z', steps = jsonb_set(
                    jsonb_set(steps, '{0,at}', '"2026-10-31T22:57:10Z"'),
                    '{1,at}', '"2026-10-31T22:58:00Z"')
                where call = ?
                """)) {
      s.setObject(1, call.value());
      assertEquals(3, s.executeUpdate(), "the caller's line, the tenant's and the carrier's");
    }
    charging = tenant.start("node-" + tenant.id);
    assertEquals(2, charging.recover());
    var posted = Objects.requireNonNull(tenant.charges(call).getFirst().transfer());
    assertEquals(Instant.parse("2026-10-31T22:58:00Z"), posted.effective());
    assertEquals(LocalDate.parse("2026-10-31"), posted.postingDate(), "in Berlin");
  }

  @Test
  void aHandOverThatNobodyHeardOfIsNoDifference() throws Exception {
    tenant
        .sponsor("Bank", "0.02", Rate.to(Rate.OFFER, "Offer").price("0.06"))
        .rule(Below.NOT_TAKEN, "sponsors then next", "caller then end");
    charging.payerRules().refresh();
    asks("+493012345");
    assertEquals(Duration.ofSeconds(20), used(1, 11).until());
    assertEquals("101", used(2, 19).payer());
    // the hold of who takes over is there, but what was decided could not be written
    forget(Segment.id(leg.value(), 2));
    ends(18);
    assertEquals(2, tenant.charges(call).size());
    assertEquals(List.of(), differences());
  }

  /** Behind all guards: what was decided is never deleted. */
  private static void forget(UUID decision) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var guards = connection.createStatement()) {
      guards.execute("set session_replication_role = replica");
      try (var s =
          connection.prepareStatement("delete from meterline.payer_decision where id = ?")) {
        s.setObject(1, decision);
        assertEquals(1, s.executeUpdate());
      }
    }
  }
}
