package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.JournalOutcome;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.NewJournal;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Settlement;

/** What tenants pay the operator, and the operator carriers, is charged anew in both books. */
class ReRatedBoughtTest extends BoughtScene {
  ReRatedBoughtTest() throws SQLException {}

  @Test
  void whatATenantPaidTooMuchComesBackInBothBooks() throws SQLException {
    var leg = call(GERMAN, 60);
    assertEquals(eur("4.00"), seen(wholesale).balance());
    assertEquals("-6.00 EUR", it.balance("1590"));
    var corrected = deck("WHOLESALE", "2");
    var wish = wish(asked, corrected);
    var dryRun = approved(wish).dryRun();
    assertEquals(1, dryRun.legs());
    assertEquals(0, dryRun.unrated());
    assertEquals("Germany", dryRun.destinations().getFirst().destination());
    it.run().post(OperatorBook.ID, wish);
    it.run().post(OperatorBook.ID, wish);

    assertEquals(eur("8.00"), seen(wholesale).balance());
    assertEquals("-2.00 EUR", it.balance("1590"));
    assertEquals("1.68067227 EUR", it.balance("5000"));
    assertEquals("0.31932773 EUR", it.balance("1570"));
    var halves = bought(leg);
    assertEquals(
        List.of("call bought", "call bought", "call bought, reversal"),
        halves.stream().map(Transfer::kind).sorted().toList());
    assertTrue(
        halves.stream()
            .anyMatch(
                t ->
                    t.description()
                        .equals("Call, Germany, 60 s, charged anew: A digit was missing")),
        () -> "" + halves);
    var shown = it.book.read(c -> BoughtCall.of(c, LegHold.bought(leg)));
    assertEquals(List.of(true, false), shown.stream().map(BoughtCall::takenBack).toList());
    assertEquals(eur("2.00"), BoughtCall.total(shown));
    assertEquals(eur("3.00"), seen(carrier).balance(), "the carrier is owed what it was");
    var charge =
        operators(c -> new Ledger(c).charges(List.of(LegHold.bought(leg))))
            .getOrDefault(LegHold.bought(leg), List.of())
            .getLast();
    assertEquals(eur("0.31932773"), charge.tax());

    assertEquals(0, posted(asked, deck("WHOLESALE", "9")).dryRun().legs(), "never twice");
    assertEquals(eur("8.00"), seen(wholesale).balance());
    for (var half : halves) {
      var journal = NewJournal.reversal(TestBook.id(NOW), half.id(), "Wrong", NOW);
      assertEquals(JournalOutcome.NOT_REVERSIBLE, it.book.draft(journal, "ann"), half.kind());
    }
  }

  @Test
  void whatATenantHasTooLittleForIsOwedToTheOperator() throws SQLException {
    call(TaxRate.NONE, 60);
    var run = posted(asked, deck("WHOLESALE", "13"));
    assertEquals(1, run.dryRun().owing());
    assertEquals(0, new BigDecimal("3").compareTo(Month.result(run).owed()));
    assertEquals(eur("0"), seen(wholesale).balance());
    assertEquals(eur("3.00"), seen(wholesale).owed());
    assertEquals("-13.00 EUR", it.balance("1590"), "it was bought, paid or not");
    topUp("5.00", NOW);
    assertEquals(eur("2.00"), seen(wholesale).balance());
  }

  @Test
  void whatACarrierIsOwedIsChargedAnew() throws SQLException {
    call(TaxRate.NONE, 60);
    assertEquals(eur("3.00"), seen(carrier).balance());
    var lower = deck("COST", "1");
    var run = posted(owed, lower);
    assertEquals(0, run.dryRun().owing());
    assertEquals(eur("1.00"), seen(carrier).balance());
    assertEquals(eur("4.00"), seen(wholesale).balance());
    posted(lower, deck("COST", "5"));
    assertEquals(eur("5.00"), seen(carrier).balance());
    assertEquals("6.00 EUR", it.balance("5000"), "nothing of it is the tenant's");
  }

  /** Recovery had posted the first of two; the end of the leg came late, and named the other. */
  @Test
  void whatACarrierWasPostedThatDidNotCarryTheLegIsNotChargedAnew() throws SQLException {
    var other = UUID.randomUUID();
    wallet(other, UUID.randomUUID(), PayerKind.CARRIER);
    var dearer = deck("COST", "4");
    var leg = TestBook.id(AT);
    it.dial(leg, "49301234");
    var lines =
        List.of(
            HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, Month.price(asked, "4930")),
            HoldLine.of(Part.CARRIER, OperatorBook.ID, carrier, Month.price(owed, "4930")),
            HoldLine.of(Part.CARRIER, OperatorBook.ID, other, Month.price(dearer, "4930")));
    var bought = LegHold.bought(leg);
    it.hold(bought, AT, lines, List.of(eur("6.00"), eur("0"), eur("0")), 60);
    resolve(true, bought, "6.00", "3.00", "0");
    resolve(false, bought, "6.00", "0", "4.00");
    assertEquals(0, posted(owed, deck("COST", "1")).dryRun().unrated());
    posted(dearer, deck("COST", "2"));
    assertEquals(
        List.of(eur("0"), eur("2.00")), List.of(seen(carrier).balance(), seen(other).balance()));
  }

  /** It went over a trunk of the tenant's own: the only carrier there was is owed nothing. */
  @Test
  void theOnlyCarrierIsNotChargedAnewThatDidNotCarryTheLeg() throws SQLException {
    var bought = carried(carrier);
    resolve(false, bought, "6.00", "0");
    posted(owed, deck("COST", "1"));
    assertEquals(eur("0"), seen(carrier).balance());
    posted(asked, deck("WHOLESALE", "5"));
    assertEquals(eur("5.00"), seen(wholesale).balance(), "what the tenant pays is");
  }

  /** What the tenant was charged nothing for is, though carriers are not. */
  @Test
  void whatATenantPaysIsChargedAnewWhoeverCarriedTheLeg() throws SQLException {
    var other = UUID.randomUUID();
    wallet(other, UUID.randomUUID(), PayerKind.CARRIER);
    var bought = carried(carrier, other);
    resolve(false, bought, "0", "0", "3.00");
    posted(owed, deck("COST", "1"));
    assertEquals(List.of(eur("0"), eur("1.00")), balances(carrier, other));
    assertEquals(eur("10.00"), seen(wholesale).balance());
    posted(asked, deck("WHOLESALE", "5"));
    assertEquals(eur("5.00"), seen(wholesale).balance());
    assertEquals(List.of(eur("0"), eur("1.00")), balances(carrier, other));
  }

  private List<Money> balances(UUID... wallets) {
    return List.of(wallets).stream().map(wallet -> seen(wallet).balance()).toList();
  }

  private UUID carried(UUID... carriers) {
    var leg = TestBook.id(AT);
    it.dial(leg, "49301234");
    var lines = new ArrayList<HoldLine>();
    lines.add(HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, Month.price(asked, "4930")));
    var held = new ArrayList<>(List.of(eur("6.00")));
    for (var carrier : carriers) {
      lines.add(HoldLine.of(Part.CARRIER, OperatorBook.ID, carrier, Month.price(owed, "4930")));
      held.add(eur("0"));
    }
    it.hold(LegHold.bought(leg), AT, lines, held, 60);
    return LegHold.bought(leg);
  }

  private void resolve(boolean recovery, UUID leg, String... costs) {
    var lines =
        List.of(costs).stream()
            .map(cost -> new Settlement.LineCost(TestBook.id(AT), eur(cost), "Call", "[]"))
            .toList();
    var settlement = new Settlement(it.book.tenant, leg, 60, AT.plusSeconds(60), lines);
    var _ = it.book.wallets.resolve(recovery, List.of(settlement));
  }

  @Test
  void whatWasBoughtForNothingIsChargedInBothBooks() throws SQLException {
    var free = deck("WHOLESALE", "0");
    var leg = TestBook.id(AT);
    it.record(leg, new RecordedLeg("49301234", 60, AT.plusSeconds(60)));
    var tariff = Month.price(free, "4930");
    var line = HoldLine.of(Part.WHOLESALE, OperatorBook.ID, wholesale, tariff.taxed(GERMAN));
    var noted =
        new FreeLeg(
            LegHold.boughtFree(leg),
            leg,
            it.book.tenant,
            OperatorBook.ID,
            AT,
            tariff,
            List.of(line));
    operators(
        c -> {
          FreeLegRows.write(c, OperatorBook.ID, List.of(noted));
          return true;
        });
    var corrected = deck("WHOLESALE", "2");
    assertEquals(1, Month.result(posted(free, corrected)).legs());
    assertEquals(eur("8.00"), seen(wholesale).balance());
    assertEquals("-2.00 EUR", it.balance("1590"));
    assertEquals("1.68067227 EUR", it.balance("5000"));
    assertEquals("0.31932773 EUR", it.balance("1570"));
    assertEquals(eur("2.00"), BoughtCall.total(it.book.read(c -> BoughtCall.of(c, leg))));
    assertEquals(0, posted(free, deck("WHOLESALE", "9")).dryRun().legs(), "never twice");

    assertEquals(1, Month.result(posted(corrected, deck("WHOLESALE", "0"))).legs());
    assertEquals(eur("10.00"), seen(wholesale).balance());
    assertEquals("0.00 EUR", it.balance("1590"));
  }

  @Test
  void aClosedMonthOfTheTenantTakesItsHalfOnTheFirstOpenDay() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    it.book.write(
        c -> new PeriodBook(c).close(it.book.tenant, YearMonth.of(2026, 10), "", "ann", NOW));
    posted(asked, deck("WHOLESALE", "7"));
    assertEquals(
        List.of(
            LocalDate.parse("2026-10-20"),
            LocalDate.parse("2026-11-01"),
            LocalDate.parse("2026-11-01")),
        bought(leg).stream().map(Transfer::postingDate).sorted().toList());
  }

  @Test
  void aLegWithoutANumberIsLeft() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    it.forgetRecord(leg);
    var run = posted(asked, deck("WHOLESALE", "7"));
    assertEquals(1, Month.result(run).unrated());
    assertEquals(eur("4.00"), seen(wholesale).balance());
  }

  @Test
  void decksOfSeveralRelationsAreRefused() throws SQLException {
    var wish = wish(asked, owed);
    var run = it.run().rehearse(OperatorBook.ID, wish);
    assertEquals(
        ReRatingOutcome.NO_DECK,
        operators(c -> ReRatingBook.prepare(c, OperatorBook.ID, wish, run, "ann")));
  }

  @Test
  void aReversalInOneBookAloneIsNamed() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    posted(asked, deck("WHOLESALE", "2"));
    var id = TransferId.of(LegHold.bought(leg), "settled 0");
    TestBook.tamper("delete from reversal where tenant = ? and reversed = ?", it.book.tenant, id);
    var found = operators(Reconciliation::check);
    assertEquals(
        List.of(new Reconciliation.Difference("bought-unpaired", "" + id, "not so", "taken back")),
        found);
    TestBook.tamper(
        "insert into reversal (tenant, reversed, reversing)"
            + " select ?, reversed, reversing from reversal where reversed = ?",
        it.book.tenant,
        id);
  }
}
