package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.Hledger;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.InputTax;
import org.meterline.billing.wallet.LegHold;

/** The tax in what a tenant pays the operator is no expense of a tenant that deducts it. */
class InputTaxTest extends BoughtScene {
  @TempDir Path folder;

  InputTaxTest() throws SQLException {}

  private void deduct(boolean deducted) {
    assertEquals(true, it.book.write(c -> new InputTax(c).set(it.book.tenant, deducted, "ann")));
    assertEquals(deducted, it.book.read(c -> new InputTax(c).deducted()));
  }

  /** Clearing with the operator, expense, input tax. */
  private void tenantHas(String clearing, String bought, String tax) {
    assertEquals(
        List.of(clearing + " EUR", bought + " EUR", tax + " EUR"),
        List.of(it.balance("1590"), it.balance("5000"), it.balance("1570")));
  }

  private UUID refund(UUID leg, String amount) {
    return refund(TransferId.of(LegHold.bought(leg), "settled 0"), amount, NOW);
  }

  @Test
  void theTaxIsAnAssetAndTheClearingIsGross() throws Exception {
    var leg = call(GERMAN, 60);
    tenantHas("-6.00", "5.04201681", "0.95798319");
    assertEquals(
        eur("6.00"), BoughtCall.total(it.book.read(c -> BoughtCall.of(c, LegHold.bought(leg)))));
    refund(leg, "0.50");
    new Hledger(folder).agrees(it.book);
  }

  @Test
  void whoDeductsNothingHasItAsAnExpense() {
    deduct(false);
    call(GERMAN, 60);
    tenantHas("-6.00", "6.00", "0.00");
    deduct(true);
    tenantHas("-6.00", "6.00", "0.00");
    call(TaxRate.NONE, 30);
    tenantHas("-9.00", "9.00", "0.00");
  }

  @Test
  void anotherCountrysTaxIsAnExpense() {
    call(new TaxRate("FR", new BigDecimal("0.2")), 60);
    tenantHas("-6.00", "6.00", "0.00");
    assertEquals(Optional.of("DE"), country());
    deduct(false);
    assertEquals(Optional.empty(), country());
  }

  private Optional<String> country() {
    return it.book.read(c -> new InputTax(c).country(it.book.tenant));
  }

  /** In parts that are no whole units of net and tax; in the end nothing is left of either. */
  @Test
  void whatIsGivenBackGivesTheTaxBackThatTheOperatorGaveBack() {
    var leg = call(GERMAN, 60);
    deduct(false);
    refund(leg, "0.33333333");
    tenantHas("-5.66666667", "4.76190477", "0.9047619");
    refund(leg, "0.33333333");
    refund(leg, "5.33333334");
    tenantHas("0.00", "0.00", "0.00");
  }

  @Test
  void whatWasAnExpenseComesBackAsOne() {
    deduct(false);
    var leg = call(GERMAN, 60);
    deduct(true);
    refund(leg, "4.00");
    tenantHas("-2.00", "2.00", "0.00");
  }

  @Test
  void whatIsChargedAnewFollowsWhatItTakesThePlaceOf() throws SQLException {
    var leg = call(GERMAN, 60);
    deduct(false);
    refund(leg, "4.00");
    var corrected = deck("WHOLESALE", "5.95");
    posted(asked, corrected);
    tenantHas("-2.00", "1.68067227", "0.31932773");
    posted(corrected, deck("WHOLESALE", "1.19"));
    tenantHas("-1.19", "1.00", "0.19");
  }

  @Test
  void whatWasAnExpenseStaysOneWhenItIsChargedAnew() throws SQLException {
    deduct(false);
    call(GERMAN, 60);
    deduct(true);
    posted(asked, deck("WHOLESALE", "2.38"));
    tenantHas("-2.38", "2.38", "0.00");
  }

  @Test
  void whatWasBoughtForNothingIsChargedByWhatIsSaidNow() throws SQLException {
    var free = deck("WHOLESALE", "0");
    posted(asked, free);
    call(GERMAN, 60);
    posted(asked, free);
    tenantHas("0.00", "0.00", "0.00");
    posted(free, deck("WHOLESALE", "2.38"));
    tenantHas("-2.38", "2.00", "0.38");
  }

  /** As the migration does. */
  @Test
  void aBookThatHasNoSuchAccountGetsOneAndWhatWasPostedStays() throws SQLException {
    TestBook.tamper("delete from account where tenant = ? and code = '1570'", it.book.tenant);
    var old = call(GERMAN, 60);
    try (var connection = TestDatabase.owner().getConnection();
        var s = connection.createStatement()) {
      s.execute("set role meterline_writer");
      s.execute("select open_input_tax_accounts()");
      s.execute("reset role");
    }
    tenantHas("-6.00", "6.00", "0.00");
    topUp("10.00", NOW);
    var leg = call(GERMAN, 60);
    tenantHas("-12.00", "11.04201681", "0.95798319");
    refund(old, "1.19");
    tenantHas("-10.81", "9.85201681", "0.95798319");
    refund(leg, "6.00");
    tenantHas("-4.81", "4.81", "0.00");
  }

  /** A book that was there before may have any account of that number. */
  @Test
  void noTaxGoesIntoAnAccountOfThatNumberThatIsForSomethingElse() throws SQLException {
    TestBook.tamper(
        "update account set name = 'Deposits' where tenant = ? and code = '1570'", it.book.tenant);
    call(GERMAN, 60);
    tenantHas("-6.00", "6.00", "0.00");
  }

  @Test
  void anInputTaxThatIsNotTheOperatorsOutputTaxIsNamed() {
    var leg = call(GERMAN, 60);
    var id = TransferId.of(LegHold.bought(leg), "settled 0");
    var move = "update move set amount = amount + ? where tenant = ? and transfer = ? and line = ?";
    TestBook.tamper(move, 1, it.book.tenant, id, 1);
    TestBook.tamper(move, -1, it.book.tenant, id, 2);
    assertEquals(
        List.of(
            new Reconciliation.Difference(
                "bought-unpaired", "" + id, "95798319 of it tax", "95798318 of it tax")),
        it.book.read(Reconciliation::check));
    TestBook.tamper(move, -1, it.book.tenant, id, 1);
    TestBook.tamper(move, 1, it.book.tenant, id, 2);
  }
}
