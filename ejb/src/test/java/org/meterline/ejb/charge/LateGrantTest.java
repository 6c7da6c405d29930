package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.LegId;

/** A caller talks already when a program is to get them; what was held for it may not be used. */
class LateGrantTest {
  private final UUID wholesale = UUID.randomUUID();
  private final ChargedTenant tenant = new ChargedTenant().phone("101", "5.00");
  private Charging charging;
  private CallId call = CallId.mint();
  private LegId leg = LegId.mint();

  LateGrantTest() throws SQLException {
    var operator = new OperatorScene(tenant);
    operator.wallet(wholesale, tenant.id, PayerKind.CUSTOMER);
    operator.topUp(wholesale, "1.00");
    operator.deck("WHOLESALE", tenant.id, program().price("0.30").fee("0.02").increments(60, 6));
  }

  private static Rate.Draft program() {
    return Rate.to(Rate.PROGRAM, "A program");
  }

  private void sold(Rate.Draft rate) {
    var terms = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    tenant.deck(RateDeck.compile(terms, List.of(rate.build())));
    charging.rates().refresh();
  }

  @BeforeEach
  void start() {
    charging = tenant.start("node-" + tenant.id);
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
    assertEquals(eur("0"), tenant.wallet("101").held());
    assertEquals(eur("0"), tenant.book.wallet(OperatorBook.ID, wholesale).orElseThrow().held());
  }

  /** The second time the caller is put through, and hangs up at once. */
  @ParameterizedTest
  @CsvSource({"60, 6, 0, 0, 0.65", "1, 1, 30, 0, 0.35", "1, 1, 0, 0, 0.06", "60, 6, 0, 5, 0"})
  void whatWasNotUsedIsGivenBackWhole(
      int initial, int increment, int minimum, int grace, String charged) throws Exception {
    sold(
        program()
            .price("0.60")
            .fee("0.05")
            .increments(initial, increment)
            .minimum(minimum)
            .grace(grace));
    ask();
    assertTrue(tenant.wallet("101").held().units() > 0);
    ends(Duration.ZERO);
    assertEquals(eur("5.00"), tenant.wallet("101").available());
    assertEquals(eur("1.00"), bought());

    call = CallId.mint();
    leg = LegId.mint();
    ask();
    ends(Duration.ofMillis(1));
    assertEquals(eur("5.00").minus(eur(charged)), tenant.wallet("101").available());
    assertEquals(eur("0.68"), bought());
  }

  @Test
  void anotherTryUsesItAndIsChargedOnce() throws Exception {
    sold(program().price("0.60").fee("0.05").increments(60, 60));
    var until = ask().until();
    assertEquals(Duration.ofSeconds(60), until);
    var again = assertInstanceOf(Granted.class, charging.authority().admit(asks()));
    assertEquals(until, again.until());
    assertEquals(eur("0.65"), tenant.wallet("101").held());
    ends(Duration.ofSeconds(5));
    assertEquals(eur("4.35"), tenant.wallet("101").balance());
  }

  @Test
  void nobodyWhoSharesItPays() throws Exception {
    sold(program().price("0.60").increments(60, 6));
    tenant
        .ownWallet("5.00")
        .sponsor("Bank", "1.00", Rate.to(Rate.OFFER, "Offer").price("0.60").increments(60, 6));
    var bank = tenant.wallet("Bank").payer();
    tenant.rule(
        Below.NOT_TAKEN,
        "split caller 1 tenant 1 sponsor:" + bank + " 2 rest tenant then end",
        "caller then end");
    charging.payerRules().refresh();
    assertEquals("101, The tenant, Bank", ask().payer());
    ends(Duration.ZERO);
    assertEquals(eur("5.00"), tenant.wallet("101").available());
    assertEquals(eur("5.00"), tenant.wallet("").available());
    assertEquals(eur("1.00"), tenant.wallet("Bank").available());
    assertEquals(3, tenant.charges(call).size());
    assertTrue(tenant.charges(call).stream().allMatch(charge -> charge.amount().isZero()));
  }

  private Money bought() {
    return tenant.book.wallet(OperatorBook.ID, wholesale).orElseThrow().available();
  }

  private Granted ask() {
    return assertInstanceOf(Granted.class, tenant.admit(charging, asks()));
  }

  private Ask asks() {
    var program =
        new Destination.Program(
            tenant.domain,
            UUID.randomUUID(),
            UUID.randomUUID(),
            "greet",
            Path.of("/greet"),
            false,
            Map.of(),
            Duration.ofSeconds(1));
    return tenant.asks("101", call, leg, program);
  }

  /** The caller was answered in any case. */
  private void ends(Duration charged) throws Exception {
    tenant.post(
        charging,
        new CallFact.LegEnded(
            call,
            9,
            ChargedTenant.AT,
            leg,
            true,
            charged,
            200,
            16,
            "Normal clearing",
            null,
            false,
            null));
  }
}
