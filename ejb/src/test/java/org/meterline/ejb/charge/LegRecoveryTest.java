package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** What an earlier life of the node left is recovered. */
class LegRecoveryTest {
  private final ChargedTenant tenant = newTenant();
  private Charging charging = tenant.start("node-" + tenant.id);
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck("49  0.06  0  1/1")
          .phone("101", "10.00")
          .phone("102", "0.02");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  private Answer ask() {
    return tenant.admit(charging, tenant.asks("101", call, leg, "+4931123456"));
  }

  private void extend() {
    var _ = charging.authority().extend(leg, 1, Duration.ofSeconds(12));
  }

  private static void assertLeaseLost(Answer answer) {
    var refused = assertInstanceOf(Refused.class, answer);
    assertEquals("lease-lost", refused.why().code());
    assertEquals(503, refused.why().sipStatus());
  }

  @Test
  void recoveryPostsWhatWasProvedAndALateJournalTheRest() throws Exception {
    ask();
    extend();
    var unproved = LegId.mint();
    tenant.admit(charging, tenant.asks("101", call, unproved, "+4931123456"));

    var before = charging;
    charging = tenant.start("node-" + tenant.id);
    assertLeaseLost(tenant.admit(before, tenant.asks("101", call, LegId.mint(), "+4931123456")));
    assertLeaseLost(before.authority().extend(leg, 2, Duration.ofSeconds(20)));
    before.close();

    assertEquals(2, charging.recover());
    assertEquals(0, charging.recover());
    assertEquals(eur("9.988"), tenant.wallet("101").balance());
    assertEquals(eur("0"), tenant.wallet("101").held());

    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(25)));
    assertEquals(eur("9.975"), tenant.wallet("101").balance());
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(25)));
    assertEquals(eur("9.975"), tenant.wallet("101").balance());
  }

  @Test
  void whatCannotBeReadKeepsNoOtherLegFromRecovery() throws Exception {
    ask();
    extend();
    tenant.admit(charging, tenant.asks("102", call, LegId.mint(), "+4931123456"));
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    steps("[{\"at\": \"never\", \"sequence\": 1, \"total\": 1, \"seconds\": 1}]");
    assertEquals(1, charging.recover());
    assertEquals(eur("0"), tenant.wallet("102").held());
    steps("[]");
    assertEquals(1, charging.recover());
    assertEquals(eur("9.988"), tenant.wallet("101").balance());
  }

  private void steps(String json) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s =
            connection.prepareStatement(
                "update meterline.hold set steps = ?::jsonb where id = ? and line = 0")) {
      s.setString(1, json);
      s.setObject(2, leg.value());
      assertEquals(1, s.executeUpdate());
    }
  }

  @Test
  void aJournalThatIsReplayedLeavesNothingToRecover() throws Exception {
    ask();
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(8)));
    assertEquals(0, charging.recover());
    assertEquals(eur("9.992"), tenant.wallet("101").balance());
  }
}
