package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.database.FailingSource;
import org.meterline.ejb.database.FailingSource.Way;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
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

  private CallFact.LegEnded ended(LegId of, int sequence, Duration charged) {
    return ChargedTenant.ended(call, of, sequence, charged);
  }

  private void posts(CallFact.LegEnded... ends) {
    try {
      tenant.post(charging, ends);
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
    posts(ended(leg, 9, Duration.ZERO));
    assertHeld("0");
    assertEquals(eur("9.00"), tenant.wallet("101").available());
  }

  private void assertHeld(String amount) {
    assertEquals(eur(amount), tenant.wallet("101").held());
  }

  /**
   * The leg ends just while it is handed over to the caller: its end is done when the caller's hold
   * is asked for, and from then on what is named is lost.
   */
  private void endsWhileItIsHandedOver(FailingSource.Losing losing) {
    var other = LegId.mint();
    tenant.admit(charging, tenant.asks("101", call, other, NUMBER));
    tenant
        .sponsor("Bank", "0.20", Rate.to(Rate.OFFER, "Offer").price("0.60"))
        .rule(Below.NOT_TAKEN, "sponsors then next", "caller then end");
    charging.payerRules().refresh();
    assertInstanceOf(Granted.class, ask());
    assertInstanceOf(Granted.class, charging.authority().extend(leg, 1, Duration.ofSeconds(11)));
    var begun = new AtomicBoolean();
    var ended = new AtomicBoolean();
    database.lose(
        (way, sql) -> {
          if (sql.contains("place_holds") && !begun.getAndSet(true)) {
            // two at once wait for no other batch, so not for the one that this one is in
            posts(ended(other, 8, Duration.ZERO), ended(leg, 9, Duration.ofSeconds(19)));
            ended.set(true);
          }
          return ended.get() && losing.loses(way, sql);
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatAnEndedLegCannotUseIsGivenBackLater(Way lost) {
    endsWhileItIsHandedOver((way, sql) -> way == lost && sql.contains("resolve_holds"));
    charging.authority().extend(leg, 2, Duration.ofSeconds(19));
    assertHeld(lost == Way.QUESTION ? "0.15" : "0");
    losesNothing();
    charging.giveBackUnused();
    assertOnlyTheSponsorPaid();
    charging.giveBackUnused();
  }

  @Test
  void whatMayBeHeldForAnEndedLegIsGivenBackLater() {
    endsWhileItIsHandedOver((way, sql) -> way == Way.ANSWER && sql.contains("place_holds"));
    assertThrows(
        BooksUnavailable.class, () -> charging.authority().extend(leg, 2, Duration.ofSeconds(19)));
    losesNothing();
    charging.giveBackUnused();
    assertOnlyTheSponsorPaid();
  }

  /** Recovery knows it as what an earlier life of the node left. */
  @Test
  void whatIsLeftWhenTheNodeStopsIsRecovered() {
    endsWhileItIsHandedOver((way, sql) -> way == Way.QUESTION && sql.contains("resolve_holds"));
    charging.authority().extend(leg, 2, Duration.ofSeconds(19));
    charging.close();
    losesNothing();
    charging = start();
    assertEquals(1, charging.recover());
    assertOnlyTheSponsorPaid();
  }

  private void assertOnlyTheSponsorPaid() {
    assertHeld("0");
    assertEquals(eur("9.00"), tenant.wallet("101").balance());
    assertEquals(eur("0.01"), tenant.wallet("Bank").available());
  }
}
