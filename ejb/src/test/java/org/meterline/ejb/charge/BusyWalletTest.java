package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.ended;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Rate;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Refusal;

/** Wallets that are too low because others hold what is in them: calling again may help. */
class BusyWalletTest {
  private final ChargedTenant tenant = newTenant();
  private final Charging charging = tenant.start("node-" + tenant.id);
  private final CallId first = CallId.mint();
  private final LegId firstLeg = LegId.mint();
  private final CallId second = CallId.mint();
  private final LegId secondLeg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck("49 0.06 0 1/1", "491 0.60 0 60/60")
          .phone("101", "0.02")
          .phone("102", "0");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  @Test
  void whoWaitsForAnotherCallIsTold() throws Exception {
    goesOn("101");
    var refused = refused(asks("101", "+4931123456"));
    assertEquals("wallet-too-low 402 true", shown(refused));
    assertEquals(
        "The wallet of 101 has only 0.00 EUR available, and 0.02 EUR set aside for calls and"
            + " purchases that go on; call again when they are over, or top it up.",
        refused.detail());
    assertEquals(
        "The wallet has only 0.00 EUR available, and 0.02 EUR set aside for calls and purchases"
            + " that go on.",
        refused.reason());
    var decision = tenant.decisions(second).getFirst().decision();
    assertEquals("true", new JsonMapper().readTree(decision).at("/refusal/retry").asText());
    isOver();
    assertInstanceOf(Granted.class, asks("101", "+4931123456"));
  }

  /** The first minute costs 0.60. */
  @Test
  void waitingDoesNotHelpWhereTheWholeWalletIsTooLittle() throws Exception {
    goesOn("101");
    var refused = refused(asks("101", "+4917012345"));
    assertEquals("wallet-too-low 402 false", shown(refused));
    assertEquals("The wallet of 101 has only 0.00 EUR available; top it up.", refused.detail());
    isOver();
    assertEquals("wallet-too-low 402 false", shown(refused(asks("101", "+4917012345"))));
  }

  @Test
  void aSponsorWhoPaysForOthersIsWorthWaitingFor() throws Exception {
    tenant
        .sponsor("Bank", "0.04", Rate.to(Rate.OFFER, "Offer").price("0.12"))
        .rule(Below.NOT_TAKEN, "sponsors then end");
    goesOn("102");
    var refused = refused(asks("102", "+4931123456"));
    assertEquals("sponsor-out-of-budget 402 true", shown(refused));
    assertEquals(
        "The sponsor Bank has only 0.00 EUR of its budget left, and 0.04 EUR set aside for calls"
            + " that go on; call again when they are over, or top it up.",
        refused.detail());
    assertEquals(
        "The budget of a sponsor who should pay is used up while other calls go on.",
        refused.reason());
    isOver();
    assertInstanceOf(Granted.class, asks("102", "+4931123456"));
  }

  /** The first call takes all that there is, and lasts 20 s at most. */
  private void goesOn(String user) {
    tenant.admit(charging, tenant.asks(user, first, firstLeg, "+4931123456"));
    var more = charging.authority().extend(firstLeg, 1, Duration.ofSeconds(11));
    assertEquals(Duration.ofSeconds(20), assertInstanceOf(Granted.class, more).until());
  }

  private void isOver() throws Exception {
    charging.journal().post(List.of(ended(first, firstLeg, 9, Duration.ofSeconds(1))));
  }

  private Answer asks(String user, String number) {
    return tenant.admit(charging, tenant.asks(user, second, secondLeg, number));
  }

  private static Refusal refused(Answer answer) {
    return assertInstanceOf(Refused.class, answer).why();
  }

  private static String shown(Refusal why) {
    return why.code() + " " + why.sipStatus() + " " + why.retry();
  }
}
