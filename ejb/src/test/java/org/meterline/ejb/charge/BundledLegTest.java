package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.CallCost;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Rate;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.LegId;

/** Legs of callers who have bundles. A minute costs 0.06, inside too. */
class BundledLegTest {
  private static final String BERLIN = "+493012345";
  private static final String MUNICH = "+498912345";

  private final ChargedTenant tenant = newTenant();
  private Charging charging = tenant.start("node-" + tenant.id);
  private CallId call = CallId.mint();
  private LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck("49 0.06 0 1/1", "33 0.06 0.05 1/1", "extension 0.06 0 1/1")
          .phone("101", "0")
          .phone("102", "1.00")
          .ownWallet("5.00")
          .sponsor("Bank", "0.012", Rate.to(Rate.OFFER, "Offer").price("0.06"))
          .bundle("101", "Germany", 20, "49")
          .bundle("101", "Berlin", 10, "4930", "33");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void anotherCall() {
    call = CallId.mint();
    leg = LegId.mint();
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
    for (var wallet : List.of("101", "102", "", "Bank", "Germany", "Berlin")) {
      assertEquals(0, tenant.wallet(wallet).held().units(), wallet);
    }
  }

  @Test
  void aCallThatABundleCoversNeedsNoMoney() throws Exception {
    assertEquals(granted(15, false), ask("101", MUNICH));
    assertEquals(granted(15, false), ask("101", MUNICH), "the same question again");
    assertEquals(15, tenant.wallet("Germany").held().units());
    assertEquals(granted(20, true), extend(1, 11));
    end(17);
    assertEquals(3, tenant.wallet("Germany").available().units());
    assertEquals(10, tenant.wallet("Berlin").available().units());
    assertEquals(List.of("Calls 0.00 EUR", "Germany 17 SEC"), charges());
    assertEquals(new CallCost(null, Money.of(17, Currency.SECONDS)), cost());
  }

  @Test
  void theLongestPrefixPaysFirstAndMoneyLast() throws Exception {
    tenant.topUp("101", "1.00");
    assertEquals(granted(15, false), ask("101", BERLIN));
    assertEquals(10, tenant.wallet("Berlin").held().units());
    assertEquals(5, tenant.wallet("Germany").held().units());
    extend(1, 11);
    assertEquals(granted(45, false), extend(2, 26));
    end(33);
    assertEquals(List.of("Berlin 10 SEC", "Calls 0.003 EUR", "Germany 20 SEC"), charges());
    assertEquals(new CallCost(eur("0.003"), Money.of(30, Currency.SECONDS)), cost());
    assertEquals(eur("0.997"), tenant.wallet("101").balance());
    assertEquals(
        List.of(
            "quote Prefix 49, To 49, 0.06 EUR/min, 1/1.",
            "debit 33 s used, 33 s billed, 30 s of them from bundles: 30 s covered, 3 s at 0.06."),
        trace("Calls"));
    assertEquals(
        List.of(
            "quote Prefix 49, To 49, seconds in the place of money.",
            "debit 33 s used, 33 s billed, 20 s of them from this bundle."),
        trace("Germany"));
  }

  @Test
  void theFeeIsMoney() throws Exception {
    var refused = assertInstanceOf(Refused.class, ask("101", "+33123456"));
    assertEquals("wallet-too-low", refused.why().code());
    assertEquals("The wallet has only 0.00 EUR available.", refused.why().reason());
    assertEquals(
        "The wallet of 101 has only 0.00 EUR available; top it up.", refused.why().detail());
    tenant.topUp("101", "0.05");
    assertEquals(granted(10, true), ask("101", "+33123456"));
    end(2);
    assertEquals(List.of("Berlin 2 SEC", "Calls 0.05 EUR"), charges());
  }

  @Test
  void whatNobodyCoversIsMoney() throws Exception {
    ask("102", BERLIN);
    end(10);
    assertEquals(List.of("Calls 0.01 EUR"), charges(), "another's bundle is another's");
    anotherCall();
    assertInstanceOf(Refused.class, ask("101", new Destination.Phone(tenant.domain, "102")));
  }

  @Test
  void aChangeHoldsForCallsThatBeginLater() throws Exception {
    ask("101", MUNICH);
    tenant.covers("Germany", "33").bundle("102", "New", 5, "49");
    charging.bundles().refresh();
    assertEquals(granted(20, true), extend(1, 11), "what runs keeps what it began with");
    end(12);
    anotherCall();
    assertInstanceOf(Refused.class, ask("101", MUNICH));
    assertEquals(granted("102", 15, false), ask("102", MUNICH));
    end(6);
    assertEquals(List.of("Calls 0.001 EUR", "New 5 SEC"), charges());
  }

  @Test
  void sponsorsAndTenantsPayInMoney() throws Exception {
    tenant.rule(Below.NOT_TAKEN, "sponsors then next", "caller then end");
    ask("101", MUNICH);
    // the budget of 12 s ends, and who takes over pays with the bundle
    assertEquals(granted("101", 27, false), extend(1, 11));
    end(20);
    assertEquals(List.of("Calls 0.00 EUR", "Calls 0.012 EUR", "Germany 8 SEC"), charges());
    anotherCall();
    tenant.rule(Below.NOT_TAKEN, "tenant then end");
    charging.payerRules().refresh();
    ask("101", MUNICH);
    end(10);
    assertEquals(List.of("Calls 0.01 EUR"), charges());
  }

  @Test
  void aDeadNodesSecondsAreRecoveredAsFarAsProved() throws Exception {
    tenant.topUp("101", "1.00");
    ask("101", BERLIN);
    extend(1, 12);
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(1, charging.recover());
    assertEquals(List.of("Berlin 10 SEC", "Calls 0.00 EUR", "Germany 2 SEC"), charges());
    // its journal tells more: only the difference is posted
    end(14);
    assertEquals(0, tenant.wallet("Berlin").balance().units());
    assertEquals(16, tenant.wallet("Germany").balance().units());
  }

  @Test
  void theDecisionNamesTheBundlesThatTookPart() throws Exception {
    tenant.topUp("101", "1.00");
    tenant.bundle("101", "World", 30, "4", "3");
    ask("102", BERLIN);
    end(1);
    anotherCall();
    // bundles were read for the call before: this one is still thought to be there
    tenant.book.limit(tenant.id, tenant.walletId("Berlin"), 0, true);
    ask("101", BERLIN);
    end(25);
    assertEquals(
        List.of(
            "101: Berlin by 4930, 0 s, DECLINED wallet-frozen",
            "101: Germany by 49, 15 s, PAYS pays",
            "101: World by 4, 0 s, STANDS_BY stands-by"),
        bundles());
  }

  @Test
  void whoTakesOverDoesSoWithBundles() throws Exception {
    tenant.rule(Below.NOT_TAKEN, "sponsors then next", "caller then end");
    ask("101", MUNICH);
    extend(1, 11);
    end(20);
    assertEquals(List.of("101: Germany by 49, 15 s, PAYS pays"), bundles(), "no sponsor has any");
    anotherCall();
    ask("102", BERLIN);
    end(1);
    assertEquals(List.of(), bundles());
  }

  /** Of the call's decisions: who pays, and with which bundles. */
  private List<String> bundles() throws Exception {
    charging.close();
    var found = new ArrayList<String>();
    for (var stored : tenant.transaction.read(tenant.id, c -> DecisionRows.of(c, call.value()))) {
      var decision = new JsonMapper().readTree(stored.decision());
      for (var bundle : decision.get("bundles")) {
        assertEquals(
            tenant.walletId(bundle.get("name").asText()).toString(),
            bundle.get("walletId").asText());
        found.add(
            decision.get("pays").asText()
                + ": "
                + bundle.get("name").asText()
                + " by "
                + bundle.get("prefix").asText()
                + ", "
                + bundle.get("seconds").asLong()
                + " s, "
                + bundle.get("verdict").asText()
                + " "
                + bundle.get("code").asText());
      }
    }
    charging = tenant.start("node-" + tenant.id);
    return found;
  }

  private List<String> charges() {
    return tenant.charges(call).stream()
        .map(c -> c.walletName() + " " + c.amount())
        .sorted()
        .toList();
  }

  private CallCost cost() {
    return tenant
        .transaction
        .read(tenant.id, c -> new Ledger(c).costs(List.of(call.value()), null))
        .getOrDefault(call.value(), CallCost.NOTHING);
  }

  /** What explains a charge, but for the steps in between. */
  private List<String> trace(String wallet) throws Exception {
    var steps = new ArrayList<String>();
    for (var charge : tenant.charges(call)) {
      if (charge.walletName().equals(wallet)) {
        for (var step : new JsonMapper().readTree(charge.trace())) {
          var kind = step.get("kind").asText();
          if (kind.equals("quote") || kind.equals("debit")) {
            steps.add(kind + " " + step.get("text").asText());
          }
        }
      }
    }
    return steps;
  }

  private Answer ask(String user, String number) {
    return tenant.admit(charging, tenant.asks(user, call, leg, number));
  }

  private Answer ask(String user, Destination.Found to) {
    return tenant.admit(charging, tenant.asks(user, call, leg, to));
  }

  private Answer extend(int sequence, long used) {
    return charging.authority().extend(leg, sequence, Duration.ofSeconds(used));
  }

  private void end(long seconds) throws Exception {
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(seconds)));
  }

  private static Granted granted(long until, boolean last) {
    return granted("101", until, last);
  }

  private static Granted granted(String payer, long until, boolean last) {
    return new Granted(
        Duration.ofSeconds(until), last, Duration.ofSeconds(5), List.of("carrier"), payer);
  }
}
