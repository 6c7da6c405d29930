package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.AT;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Rate;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/**
 * The node of a leg was lost when 12 s of it were proved; its end comes late. A minute costs 0.60;
 * to 49 a started one is paid whole.
 */
class LateEndGivesBackTest {
  private static final String NUMBER = "+493112345";

  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();
  private final ChargedTenant tenant;
  private Charging charging;

  LateEndGivesBackTest() throws Exception {
    tenant = new ChargedTenant().deck("49 0.60 0 60/60", "41 0.60 0 1/1").phone("101", "10.00");
    charging = tenant.start("node-" + tenant.id);
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
    assertEquals(eur("0"), tenant.wallet("101").held());
  }

  private void lost(String number) {
    assertInstanceOf(Granted.class, tenant.admit(charging, tenant.asks("101", call, leg, number)));
    assertInstanceOf(Granted.class, charging.authority().extend(leg, 1, Duration.ofSeconds(12)));
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(1, charging.recover());
  }

  private void assertPaid(String caller, String bank) {
    assertEquals(eur("10.00").minus(eur(caller)), tenant.wallet("101").balance());
    assertEquals(eur("5.00").minus(eur(bank)), tenant.wallet("Bank").balance());
  }

  /** Half a minute would be 0.12 of the sponsor's, and less of the caller's. */
  @ParameterizedTest
  @CsvSource({"12, 0.552, 0.048", "30, 0.48, 0.12", "60, 0.36, 0.24", "5, 0.58, 0.02"})
  void theCallerPaysWhatTheSponsorLeaves(long seconds, String caller, String bank)
      throws Exception {
    tenant
        .sponsor("Bank", "5.00", Rate.to(Rate.OFFER, "Offer").price("0.24"))
        .rule(Below.NEXT_PAYS_REST, "sponsors then next", "caller then end");
    charging.payerRules().refresh();
    lost(NUMBER);
    assertPaid("0.552", "0.048");
    for (int i = 0; i < 2; i++) {
      tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(seconds)));
      assertPaid(caller, bank);
    }
  }

  @Test
  void aBundleIsGivenBackItsSeconds() throws Exception {
    tenant.bundle("101", "Minutes", 100, "41");
    charging.payerRules().refresh();
    lost("+41311234");
    assertEquals(88, tenant.wallet("Minutes").balance().units());
    for (int i = 0; i < 2; i++) {
      tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(10)));
      assertEquals(90, tenant.wallet("Minutes").balance().units());
    }
    assertEquals(eur("10.00"), tenant.wallet("101").balance());
  }

  /** The end is one that was concluded at a restart: a guess from below, as what was proved. */
  @Test
  void aGuessGivesNothingBackOfWhatWasProved() throws Exception {
    lost("+41311234");
    assertEquals(eur("9.88"), tenant.wallet("101").balance());
    for (int i = 0; i < 2; i++) {
      tenant.post(
          charging,
          new CallFact.LegEnded(
              call, 9, AT, leg, true, Duration.ofMillis(10_900), 200, 41, "", null, true, null));
      assertEquals(eur("9.88"), tenant.wallet("101").balance());
    }
  }

  /** Before anybody recovered it. */
  @Test
  void aGuessOfAJournalIsPostedAsFarAsIsProved() throws Exception {
    assertInstanceOf(
        Granted.class, tenant.admit(charging, tenant.asks("101", call, leg, "+41311234")));
    assertInstanceOf(Granted.class, charging.authority().extend(leg, 1, Duration.ofSeconds(12)));
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    tenant.post(
        charging,
        new CallFact.LegEnded(
            call, 9, AT, leg, true, Duration.ofMillis(10_900), 200, 41, "", null, true, null));
    assertEquals(eur("9.88"), tenant.wallet("101").balance());
    assertEquals(0, charging.recover());
  }
}
