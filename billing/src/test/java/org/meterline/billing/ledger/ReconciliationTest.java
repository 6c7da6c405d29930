package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.Pocket;
import org.meterline.billing.wallet.Purchases;
import org.meterline.billing.wallet.Refunds;
import org.meterline.billing.wallet.SaleTax;
import org.meterline.billing.wallet.TopUp;

/** Whoever changes a row of a book behind its back is found out, and what differs has a name. */
class ReconciliationTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final TestBook book = new TestBook();

  /** A book in which everything has happened once. */
  private ReconciliationTest live() {
    var wallet = book.wallet("5.00", AT);
    var tariff = book.deck("Retail", 1, Rate.to("49", "Germany").price("0.12").build(), AT);
    var leg = book.leg(TestBook.id(AT), wallet, tariff, "0.20", "0.12", 60, AT);
    assertDone(
        book.wallets
            .refunds()
            .refund(
                new Refunds.Refund(
                    book.tenant,
                    wallet,
                    TransferId.of(leg, "settled"),
                    "refund",
                    TestBook.id(AT),
                    eur("0.05"),
                    "Noise",
                    "t",
                    AT)));
    buy(wallet);
    book.wallets.topUp(
        new TopUp(
            book.tenant,
            wallet,
            "goodwill",
            TestBook.id(AT),
            eur("0.25"),
            "Sorry",
            "t",
            AT,
            new Pocket.Goodwill(Instant.parse("2099-01-01T00:00:00Z"))));
    assertDone(
        book.wallets
            .debts()
            .force(
                new Debts.ForcedDebit(
                    book.tenant,
                    book.wallet("1.00", AT),
                    "dispute",
                    TestBook.id(AT),
                    Debts.Kind.DISPUTE,
                    eur("3.00"),
                    SaleTax.NONE,
                    "Card",
                    "t",
                    AT)));
    var journal = TestBook.id(AT);
    book.draft(
        NewJournal.of(
            journal,
            "Rent",
            AT,
            NewJournal.Line.debit(book.account("5000"), 119),
            NewJournal.Line.credit(book.account("1000"), 119)),
        "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(journal, "bob"));
    var reversal = TestBook.id(AT);
    book.draft(NewJournal.reversal(reversal, journal, "Not ours", AT), "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(reversal, "bob"));
    return this;
  }

  private void buy(UUID wallet) {
    var purchase = UUID.randomUUID();
    assertDone(
        book.wallets
            .purchases()
            .authorise(
                new Purchases.Authorisation(
                    book.tenant,
                    wallet,
                    "page",
                    purchase,
                    "page",
                    "A page",
                    eur("0.50"),
                    SaleTax.NONE,
                    Duration.ofHours(1),
                    "t")));
    assertDone(
        book.wallets
            .purchases()
            .capture(
                new Purchases.Capture(
                    book.tenant, purchase, "page taken", TestBook.id(AT), eur("0.40"), "t", AT)));
  }

  @Test
  void aBookThatNobodyChangedAgrees() {
    assertEquals(List.of(), live().names());
  }

  /** What is done to the rows, and what is found then. */
  private static final String CHANGES =
      """
      delete from account where code = '4010'                                  | book-not-zero, move-without-account
      delete from transfer where kind = 'goodwill'                             | move-without-transfer
      delete from move where transfer = (select id from transfer where tenant = move.tenant and kind = 'reversal') | reversal-differs, transfer-without-moves
      update move set amount = amount + 1 where transfer in (select id from transfer where kind = 'journal') | reversal-differs
      update wallet set balance = balance + 1 where owed = 0                   | control-account, wallet-balance
      update wallet set held = held + 1 where owed = 0                         | wallet-held
      update wallet set floor = 100000000000                                   | wallet-below-floor, wallet-below-floor
      update wallet set goodwill = goodwill + 1 where owed = 0                 | wallet-goodwill
      update pocket set balance = balance - 1                                  | pocket-balance, wallet-goodwill
      update wallet set owed = owed + 1 where owed > 0                         | receivables, wallet-owed
      update receivable set settled = settled + 1                              | wallet-owed
      update wallet set frozen = false                                         | wallet-not-frozen
      update purchase set captured = captured + 1                              | purchase-not-posted
      update refund set amount = 12000001                                      | refund-too-high
      update charge set amount = amount + 1                                    | charge-not-posted, hold-not-charged
      update charge set tax = tax + 1                                          | charge-not-posted, tax-not-posted
      update refund set given_up = 7000001                                     | refund-too-high
      delete from charge                                                       | call-not-charged, hold-not-charged
      update hold set posted = posted + 1 where leg is not null                | hold-not-charged
      delete from transfer where kind = 'journal'                              | journal-not-posted, move-without-transfer
      update journal_decision set approved = false, reason = 'No'             | journal-not-approved, journal-not-approved
      update journal_decision set decided_by = 'ann'                           | journal-not-approved, journal-not-approved
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = CHANGES)
  void whatWasChangedIsNamed(String change, String names) {
    live();
    tamper(change);
    assertEquals(Arrays.asList(names.split(", ", -1)), names());
  }

  /** Nothing of a day that was proved is hidden by its sums. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = CHANGES)
  void whatWasChangedInAProvedDayIsNamedWhenItIsProvedAgain(String change, String names) {
    var days = new PassingDays(book);
    days.pass(9);
    live();
    days.pass(3);
    days.sumAll();
    days.prove(99, Instant.now());
    assertEquals(List.of(), names());
    tamper(change);
    days.prove(99, Instant.now());
    var found = names();
    assertTrue(found.containsAll(Arrays.asList(names.split(", ", -1))), found::toString);
  }

  /** Without the proof of its day: what there is now is compared with the sums at once. */
  @ParameterizedTest
  @CsvSource({
    "wallet set balance = balance + 1 where owed = 0,wallet-balance",
    "wallet_day set balance = balance + 1,wallet-balance",
    "pocket set balance = balance - 1,pocket-balance",
    "balance_day set debits = debits + 1,control-account"
  })
  void whatThereIsIsComparedWithSumsAtOnce(String change, String name) {
    live();
    var days = new PassingDays(book);
    days.pass(3);
    days.sumAll();
    days.prove(99, Instant.now());
    assertEquals(List.of(), names());
    tamper("update " + change);
    assertTrue(names().contains(name), () -> names().toString());
  }

  private void tamper(String change) {
    var mine = " tenant = '" + book.tenant + "'";
    TestBook.tamper(
        change.contains(" where ")
            ? change.replaceFirst(" where ", " where" + mine + " and ")
            : change + " where" + mine);
  }

  private List<String> names() {
    return book.read(Reconciliation::check).stream()
        .map(Reconciliation.Difference::name)
        .sorted()
        .toList();
  }

  private static void assertDone(Outcome<?> outcome) {
    assertInstanceOf(Outcome.Done.class, outcome, outcome::toString);
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
