package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.JournalOutcome;
import org.meterline.billing.ledger.NewJournal;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.LegHold;

/** What the operator gives back of what a tenant paid it comes back in the tenant's book, too. */
class RefundedBoughtTest extends BoughtScene {
  RefundedBoughtTest() throws SQLException {}

  /** Of what the leg was settled with; gives the id that it has in both books. */
  private UUID refund(UUID leg, String amount) {
    return refund(TransferId.of(LegHold.bought(leg), "settled 0"), amount, NOW);
  }

  private void tenantHas(String clearing, String bought) {
    assertEquals(clearing, it.balance("1590"));
    assertEquals(bought, it.balance("5000"));
  }

  private Transfer half(UUID leg, UUID id) {
    return bought(leg).stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void itStandsInBothBooks() {
    var leg = call(TaxRate.NONE, 60);
    tenantHas("-6.00 EUR", "6.00 EUR");
    var id = refund(leg, "4.00");
    assertEquals(eur("8.00"), seen(wholesale).balance());
    tenantHas("-2.00 EUR", "2.00 EUR");
    var half = half(leg, id);
    assertEquals("call bought, refund", half.kind());
    assertEquals("Bad line", half.description());
    assertEquals(
        JournalOutcome.NOT_REVERSIBLE,
        it.book.draft(NewJournal.reversal(TestBook.id(NOW), id, "No", NOW), "ann"));
    refund(leg, "2.00");
    tenantHas("0.00 EUR", "0.00 EUR");
  }

  @Test
  void aCallThatIsChargedAnewKeepsIt() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    refund(leg, "4.00");
    var corrected = deck("WHOLESALE", "5");
    posted(asked, corrected);
    assertEquals(eur("8.00"), seen(wholesale).balance(), "no more than it should have cost");
    tenantHas("-2.00 EUR", "2.00 EUR");
    posted(corrected, deck("WHOLESALE", "1"));
    assertEquals(eur("9.00"), seen(wholesale).balance());
    tenantHas("-1.00 EUR", "1.00 EUR");
  }

  @Test
  void whatACallCostIsWhatIsLeft() throws SQLException {
    var leg = call(GERMAN, 60);
    refund(leg, "4.00");
    assertEquals(List.of("6.00 EUR", "4.00 EUR back"), shown(leg));
    assertEquals(eur("2.00"), cost(leg));
    posted(asked, deck("WHOLESALE", "5"));
    assertEquals(
        List.of("3.00 EUR back", "4.00 EUR back taken", "5.00 EUR", "6.00 EUR taken"),
        shown(leg).stream().sorted().toList());
    assertEquals(eur("2.00"), cost(leg));
  }

  private List<String> shown(UUID leg) {
    return it.book.read(c -> BoughtCall.of(c, LegHold.bought(leg))).stream()
        .map(b -> b.amount() + (b.refund() ? " back" : "") + (b.takenBack() ? " taken" : ""))
        .toList();
  }

  private Money cost(UUID leg) {
    return Objects.requireNonNull(
        BoughtCall.total(it.book.read(c -> BoughtCall.of(c, LegHold.bought(leg)))));
  }

  @Test
  void aClosedMonthOfTheTenantTakesItsHalfOnTheFirstOpenDay() {
    var leg = call(TaxRate.NONE, 60);
    var december = NOW.plusSeconds(30 * 86_400);
    it.book.write(
        c -> new PeriodBook(c).close(it.book.tenant, YearMonth.of(2026, 11), "", "ann", december));
    var id = refund(leg, "4.00");
    assertEquals(LocalDate.parse("2026-12-01"), half(leg, id).postingDate());
  }

  /** As the migration does that found it so. */
  @Test
  void whatWasGivenBackInOneBookAloneGetsItsOtherHalf() throws SQLException {
    var leg = call(TaxRate.NONE, 60);
    var id = refund(leg, "4.00");
    TestBook.tamper("delete from move where tenant = ? and transfer = ?", it.book.tenant, id);
    TestBook.tamper("delete from transfer where tenant = ? and id = ?", it.book.tenant, id);
    tenantHas("-6.00 EUR", "6.00 EUR");
    try (var connection = TestDatabase.owner().getConnection();
        var s = connection.createStatement()) {
      s.execute("set role meterline_writer");
      s.execute("select pass_on_refund(f) from refund f where f.id = '" + id + "'");
      s.execute("reset role");
    }
    tenantHas("-2.00 EUR", "2.00 EUR");
    assertEquals("call bought, refund", half(leg, id).kind());
  }

  @Test
  void whatStandsInOneBookAloneIsNamed() {
    var leg = call(TaxRate.NONE, 60);
    var id = refund(leg, "4.00");
    TestBook.tamper(
        "update transfer set kind = 'other' where tenant = ? and id = ?", it.book.tenant, id);
    assertEquals(
        List.of(
            new Reconciliation.Difference(
                "bought-unpaired", "" + id, "nothing", "" + eur("4.00").units())),
        operators(Reconciliation::check));
    assertEquals(List.of(), it.book.read(Reconciliation::check));
    TestBook.tamper(
        "update transfer set kind = 'call bought, refund' where tenant = ? and id = ?",
        it.book.tenant,
        id);

    TestBook.tamper(
        "update move set amount = 1 where tenant = ? and transfer = ?", it.book.tenant, id);
    assertEquals(
        List.of(
            new Reconciliation.Difference(
                "bought-unpaired", "" + id, eur("4.00").units() + " EUR", "1 EUR")),
        it.book.read(Reconciliation::check));
    TestBook.tamper(
        "update move set amount = ? where tenant = ? and transfer = ?",
        eur("4.00").units(),
        it.book.tenant,
        id);
  }
}
