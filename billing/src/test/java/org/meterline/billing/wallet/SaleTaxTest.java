package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;

/** What is sold besides calls has its tax apart from the revenue; what is given back, too. */
class SaleTaxTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final SaleTax GERMAN =
      new SaleTax("standard", new TaxRate("DE", new BigDecimal("0.19")));

  private final TestBook book = new TestBook();
  private final UUID wallet = book.wallet("10.00", AT);

  @AfterEach
  void allAgrees() {
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  private UUID captured(String price, String amount, SaleTax tax) {
    var id = UUID.randomUUID();
    assertInstanceOf(
        Outcome.Done.class,
        book.wallets
            .purchases()
            .authorise(
                new Purchases.Authorisation(
                    book.tenant,
                    wallet,
                    "a" + id,
                    id,
                    "page",
                    "A page",
                    eur(price),
                    tax,
                    Duration.ofHours(1),
                    "t")));
    var transfer = TestBook.id(AT);
    assertInstanceOf(
        Outcome.Done.class,
        book.wallets
            .purchases()
            .capture(
                new Purchases.Capture(book.tenant, id, "c" + id, transfer, eur(amount), "t", AT)));
    return transfer;
  }

  private void refund(UUID transfer, String amount) {
    assertInstanceOf(
        Outcome.Done.class,
        book.wallets
            .refunds()
            .refund(
                new Refunds.Refund(
                    book.tenant,
                    wallet,
                    transfer,
                    "" + UUID.randomUUID(),
                    TestBook.id(AT),
                    eur(amount),
                    "Complaint",
                    "t",
                    AT)));
  }

  private Debts.Taken forced(Debts.Kind kind, String amount, SaleTax tax) {
    var outcome =
        book.wallets
            .debts()
            .force(
                new Debts.ForcedDebit(
                    book.tenant,
                    wallet,
                    "" + UUID.randomUUID(),
                    TestBook.id(AT),
                    kind,
                    eur(amount),
                    tax,
                    "why",
                    "t",
                    AT));
    return assertInstanceOf(Debts.Taken.class, ((Outcome.Done<Debts.Taken>) outcome).result());
  }

  private void goodwill(String amount) {
    book.wallets.topUp(
        new TopUp(
            book.tenant,
            wallet,
            "g",
            TestBook.id(AT),
            eur(amount),
            "sorry",
            "t",
            AT,
            new Pocket.Goodwill(Instant.parse("2099-01-01T00:00:00Z"))));
  }

  private String balance(String code) {
    return book.balance(code, AT).toString();
  }

  @Test
  void aPurchasePostsNetAndTax() {
    goodwill("1.00");
    captured("5.95", "2.38", GERMAN);
    assertEquals("2.00 EUR", balance("4010"));
    assertEquals("0.38 EUR", balance("2300"));
    assertEquals(eur("8.62"), book.wallets.wallet(book.tenant, wallet).orElseThrow().balance());
  }

  @Test
  void whatIsGivenBackGivesItsTaxBackAndNoUnitMore() {
    var sold = captured("1.19", "1.19", GERMAN);
    refund(sold, "0.33333333");
    refund(sold, "0.33333333");
    assertEquals("0.08355742 EUR", balance("2300"));
    refund(sold, "0.52333334");
    assertEquals("0.00 EUR", balance("2300"));
    assertEquals("0.00 EUR", balance("4010"));
  }

  @Test
  void whatIsUntaxedPostsRevenueAlone() {
    refund(captured("2.00", "2.00", SaleTax.NONE), "0.50");
    assertEquals("1.50 EUR", balance("4010"));
    assertEquals("0.00 EUR", balance("2300"));
  }

  @Test
  void aReRatingByHandContainsTaxAlsoOfWhatIsOwed() {
    var taken = forced(Debts.Kind.RE_RATING, "11.90", GERMAN);
    assertEquals(eur("1.90"), taken.owed());
    assertEquals("10.00 EUR", balance("4000"));
    assertEquals("1.90 EUR", balance("2300"));
    book.topUp(wallet, "1.90", AT);
    refund(taken.transfer(), "5.95");
    assertEquals("5.00 EUR", balance("4000"));
    assertEquals("0.95 EUR", balance("2300"));
  }

  @Test
  void aDisputeIsNoSale() {
    forced(Debts.Kind.DISPUTE, "4.00", SaleTax.NONE);
    assertEquals("0.00 EUR", balance("2300"));
    assertThrows(IllegalArgumentException.class, () -> forced(Debts.Kind.DISPUTE, "1.00", GERMAN));
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
