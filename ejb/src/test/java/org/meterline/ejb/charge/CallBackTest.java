package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Rate;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/**
 * A call-back is two legs of one call, to the visitor and to the agent, each with its own price and
 * its own length. Whom the decision names pays for both.
 */
class CallBackTest {
  private static final String VISITOR = "+491712345678";
  private static final String AGENT = "+4930555100";

  private final CallId call = CallId.mint();
  private final LegId toVisitor = LegId.mint();
  private @Nullable String account;
  private final LegId toAgent = LegId.mint();
  private final ChargedTenant tenant;
  private final Charging charging;

  CallBackTest() throws SQLException {
    tenant =
        new ChargedTenant()
            .deck("491 0.60 0 60/60", "4930 0.06 0 1/1")
            .phone("101", "5.00")
            .ownWallet("5.00");
    charging = tenant.start("node-" + tenant.id);
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  @Test
  void theTenantPaysForBothLegs() throws Exception {
    rule("tenant then end");
    callBack();
    assertEquals(List.of("The tenant 0.085", "The tenant 0.6"), charges());
    assertEquals(eur("4.315"), tenant.wallet("").balance());
    assertEquals(eur("5.00"), tenant.wallet("101").balance());
  }

  @Test
  void aSponsorPaysForBothLegs() throws Exception {
    tenant.sponsor("Bank", "9.00", Rate.to(Rate.OFFER, "Offer").price("1.20"));
    rule("sponsors then next", "tenant then end");
    callBack();
    assertEquals(List.of("Bank 1.1", "Bank 1.7"), charges());
    assertEquals(eur("6.20"), tenant.wallet("Bank").balance());
    assertEquals(eur("5.00"), tenant.wallet("").balance());
  }

  /** The call is of phone 101, whose wallet is the caller's. */
  @Test
  void thePhoneWhoseCallItIsPaysForBothLegs() throws Exception {
    account = "101";
    rule("caller then end");
    callBack();
    assertEquals(List.of("101 0.085", "101 0.6"), charges());
    assertEquals(eur("4.315"), tenant.wallet("101").balance());
  }

  @Test
  void nobodysCallHasNoCallerWhoPays() throws Exception {
    rule("caller then end");
    assertInstanceOf(Refused.class, ask(toVisitor, VISITOR));
    assertEquals(eur("5.00"), tenant.wallet("101").balance());
  }

  /** The visitor's leg is the dear one: without money for it nobody is called. */
  @Test
  void aLegThatCannotBePaidIsRefused() throws Exception {
    tenant.book.limit(tenant.id, tenant.walletId(""), eur("4.50").units(), false);
    rule("tenant then end");
    assertInstanceOf(Refused.class, ask(toVisitor, VISITOR));
    assertInstanceOf(Granted.class, ask(toAgent, AGENT));
    end(toAgent, 1, Duration.ZERO);
    assertEquals(eur("5.00"), tenant.wallet("").balance());
  }

  /** What is posted is kept for years: whom somebody called does not stand there. */
  @Test
  void nobodysNumberIsInTheLedger() throws Exception {
    rule("tenant then end");
    callBack();
    for (var table : List.of("transfer", "move", "charge")) {
      assertEquals(List.of(2L, 0L), rows(table), table);
    }
  }

  /** The call's rows of a table, and how many of them name a number that was called. */
  private List<Long> rows(String table) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s =
            connection.prepareStatement(
                "select count(*), count(*) filter (where t::text ~ '1712345678|30555100')"
                    + " from meterline."
                    + table
                    + " t where t.tenant = ? and t::text ~ ?")) {
      s.setObject(1, tenant.id);
      s.setString(2, table.equals("move") ? ids() : call.value().toString());
      try (var row = s.executeQuery()) {
        row.next();
        return List.of(row.getLong(1), row.getLong(2));
      }
    }
  }

  /** Of what was posted for the call, as a pattern. */
  private String ids() {
    return String.join("|", tenant.charges(call).stream().map(c -> c.id().toString()).toList());
  }

  private void rule(String... steps) {
    tenant.rule(Below.NOT_TAKEN, steps);
    charging.payerRules().refresh();
  }

  /** The agent's leg is up before the visitor's, and longer: 85 s and 55 s. */
  private void callBack() throws Exception {
    assertInstanceOf(Granted.class, ask(toAgent, AGENT));
    assertInstanceOf(Granted.class, ask(toVisitor, VISITOR));
    for (int sequence = 1; sequence <= 5; sequence++) {
      talk(toAgent, sequence);
    }
    for (int sequence = 1; sequence <= 3; sequence++) {
      talk(toVisitor, sequence);
    }
    end(toVisitor, 8, Duration.ofSeconds(55));
    end(toAgent, 9, Duration.ofSeconds(85));
  }

  /** Fifteen seconds more are asked for when five are left. */
  private void talk(LegId leg, int sequence) {
    var used = Duration.ofSeconds(15L * sequence - 5);
    assertInstanceOf(Granted.class, charging.authority().extend(leg, sequence, used));
  }

  /** As the engine asks of a call that somebody asked for, who is not the caller. */
  private Answer ask(LegId leg, String number) {
    var asked = tenant.asks("101", call, leg, number);
    return tenant.admit(
        charging,
        new Ask(
            call,
            leg,
            asked.domain(),
            new Origin.Desk(asked.domain(), account, "anna@harbour.example"),
            AGENT,
            asked.to(),
            asked.trunks(),
            asked.at(),
            asked.facts()));
  }

  private void end(LegId leg, int sequence, Duration charged) throws Exception {
    tenant.post(charging, ended(call, leg, sequence, charged));
  }

  /** Who paid what. */
  private List<String> charges() {
    return tenant.charges(call).stream()
        .map(c -> c.payer() + " " + c.amount().decimal().stripTrailingZeros().toPlainString())
        .sorted()
        .toList();
  }
}
