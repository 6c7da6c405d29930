package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.AT;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.ejb.charge.FailingSource.Way;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.LegId;

/** What was set aside for a leg that does not use it, while the database cannot be asked. */
class UnusedHoldTest {
  private static final String NUMBER = "+493112345";

  private final FailingSource database = new FailingSource(TestDatabase.get().app());
  private final ChargedTenant tenant;
  private Charging charging;
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();

  UnusedHoldTest() throws Exception {
    tenant = new ChargedTenant().deck("49 0.60 0 1/1").phone("101", "9.00");
    charging = start();
  }

  private Charging start() {
    return tenant.start("node-" + tenant.id, database.source());
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  private Answer ask() {
    return tenant.admit(charging, tenant.asks("101", call, leg, NUMBER));
  }

  private void ends(Duration charged) {
    try {
      tenant.post(
          charging,
          new CallFact.LegEnded(
              call, 9, AT, leg, !charged.isZero(), charged, 200, 16, "", null, false, null));
    } catch (CallJournal.Unavailable | CallJournal.Refused e) {
      throw new IllegalStateException(e);
    }
  }

  /** All that resolves holds is lost. */
  private void loses(Way lost) {
    database.lose((way, sql) -> way == lost && sql.contains("resolve_holds"));
  }

  private void losesNothing() {
    database.lose((way, sql) -> false);
  }

  /** A limit refuses it once the money is set aside, and that cannot be given back. */
  @ParameterizedTest
  @EnumSource
  void theEndOfALegThatIsNotToBeGivesItBack(Way lost) {
    tenant.transaction.write(
        tenant.id,
        connection -> {
          try (var s =
              connection.prepareStatement(
                  "insert into call_limit (tenant, id, ceiling, who, destination, money, currency,"
                      + " changed, changed_by) values (?, gen_random_uuid(), false, '', '',"
                      + " 1000000, 'EUR', '2026-01-01', 't')")) {
            s.setObject(1, tenant.id);
            return s.executeUpdate();
          }
        });
    loses(lost);
    assertInstanceOf(Refused.class, ask());
    assertHeld(lost == Way.QUESTION ? "0.15" : "0");
    losesNothing();
    ends(Duration.ZERO);
    assertHeld("0");
    assertEquals(eur("9.00"), tenant.wallet("101").available());
  }

  private void assertHeld(String amount) {
    assertEquals(eur(amount), tenant.wallet("101").held());
  }
}
