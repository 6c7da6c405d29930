package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** What passes between a tenant's book and the operator's stands in both, or in neither. */
class OperatorBookTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final OperatorBook operator = new OperatorBook(TestDatabase.app());
  private final TestBook book = new TestBook();

  @BeforeEach
  void openIt() throws SQLException {
    operator.open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    assertFalse(operator.open("Other", ZoneId.of("UTC"), "DE", Currency.EUR));
  }

  private Passage calls(UUID id, String amount) {
    return new Passage(
        id,
        book.tenant,
        "5000",
        OperatorBook.ID,
        "4000",
        Money.parse(amount, Currency.EUR),
        "Calls of November",
        "meterline",
        AT);
  }

  @Test
  void bothHalvesArePostedThroughTheClearingAccounts() throws SQLException {
    var before = clearing();
    var passage = calls(TestBook.id(AT), "12.50");
    assertEquals(Passage.Outcome.POSTED, operator.pass(passage));
    assertEquals(Passage.Outcome.REPEATED, operator.pass(passage));
    assertEquals(Passage.Outcome.DUPLICATE, operator.pass(calls(passage.id(), "12.51")));

    assertEquals("-12.50000000", book.balance("1590", AT).amount());
    assertEquals("12.50000000", book.balance("5000", AT).amount());
    assertEquals(Money.parse("12.50", Currency.EUR), clearing().minus(before));
    assertEquals(List.of(), book.read(Reconciliation::check));
    assertEquals(List.of(), reading(Reconciliation::check));
  }

  @Test
  void moneyGoesTheOtherWayToo() throws SQLException {
    var refund =
        new Passage(
            TestBook.id(AT),
            OperatorBook.ID,
            "6800",
            book.tenant,
            "5000",
            Money.parse("1", Currency.EUR),
            "Goodwill",
            "meterline",
            AT);
    assertEquals(Passage.Outcome.POSTED, operator.pass(refund));
    assertEquals("1.00000000", book.balance("1590", AT).amount());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void aHalfThatIsAloneIsNamed() throws SQLException {
    var passage = calls(TestBook.id(AT), "3");
    operator.pass(passage);
    TestBook.tamper(
        "delete from move where transfer = ? and tenant = ?", passage.id(), OperatorBook.ID);
    TestBook.tamper(
        "delete from transfer where id = ? and tenant = ?", passage.id(), OperatorBook.ID);
    assertEquals(
        List.of(
            new Reconciliation.Difference(
                "passage-unpaired", passage.id().toString(), "nothing", "300000000 EUR")),
        book.read(Reconciliation::check));
  }

  @Test
  void whatDoesNotFitIsNamedAndNothingIsPosted() throws SQLException {
    var other = new TestBook();
    var good = calls(TestBook.id(AT), "1");
    assertEquals(Passage.Outcome.NO_BOOK, operator.pass(with(good, other.tenant, "5000", "4000")));
    assertEquals(
        Passage.Outcome.NO_BOOK, operator.pass(with(good, UUID.randomUUID(), "5000", "4000")));
    for (var account : List.of("1590", "2100", "5999")) {
      assertEquals(
          Passage.Outcome.NO_ACCOUNT,
          operator.pass(with(good, OperatorBook.ID, account, "4000")),
          account);
    }
    assertEquals(
        Passage.Outcome.NO_ACCOUNT, operator.pass(with(good, OperatorBook.ID, "5000", "2100")));
    book.write(
        c ->
            new PeriodBook(c)
                .close(book.tenant, YearMonth.of(2026, 11), "", "t", AT.plusSeconds(2_000_000)));
    assertEquals(Passage.Outcome.PERIOD_CLOSED, operator.pass(good));
    assertTrue(book.read(c -> new Ledger(c).transfers(null, null, null, 9)).isEmpty());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void aTenantCannotReachIntoTheOperatorsBook() {
    assertThrows(
        IllegalStateException.class,
        () ->
            book.write(
                c -> {
                  try (var s =
                      c.prepareStatement(
                          "select pass_between(gen_random_uuid(), ?, '5000', ?, '4000', 'EUR', 1,"
                              + " 'x', 'x', now())")) {
                    s.setObject(1, book.tenant);
                    s.setObject(2, OperatorBook.ID);
                    return s.execute();
                  }
                }));
  }

  @Test
  void allBooksAreKnown() throws SQLException {
    try (var connection = TestDatabase.app().getConnection()) {
      var all = OperatorBook.all(connection);
      assertEquals(
          List.of(OperatorBook.ID),
          all.stream()
              .filter(OperatorBook.Book::operators)
              .map(OperatorBook.Book::tenant)
              .toList());
      assertTrue(all.stream().anyMatch(b -> b.tenant().equals(book.tenant)));
    }
  }

  @Test
  void aChartIsOpenedInAnotherCurrencyAndByMoreAccounts() {
    assertEquals("OPENED", ask("select open_currency(?, 'JPY')"));
    assertEquals("REPEATED", ask("select open_currency(?, 'JPY')"));
    assertEquals("CURRENCY", ask("select open_currency(?, 'XXX')"));
    assertTrue(book.account("2100", Currency.of("JPY")) != book.account("2100"));
    assertEquals("OPENED", ask("select open_account(?, '5100', 'Rent', 'EXPENSE', 'EUR')"));
    assertEquals("REPEATED", ask("select open_account(?, '5100', 'Rent', 'EXPENSE', 'EUR')"));
    assertEquals("DUPLICATE", ask("select open_account(?, '5100', 'Other', 'EXPENSE', 'EUR')"));
  }

  private String ask(String sql) {
    return book.write(
        c -> {
          try (var s = c.prepareStatement(sql)) {
            s.setObject(1, book.tenant);
            try (var row = s.executeQuery()) {
              row.next();
              return row.getString(1);
            }
          }
        });
  }

  private static Passage with(Passage p, UUID to, String fromAccount, String toAccount) {
    return new Passage(
        p.id(), p.from(), fromAccount, to, toAccount, p.amount(), p.description(), p.by(), p.at());
  }

  private static Money clearing() throws SQLException {
    return reading(c -> new Ledger(c).accounts(AT)).stream()
        .filter(a -> a.code().equals("1590"))
        .map(Account::balance)
        .findFirst()
        .orElseThrow();
  }

  private static <T> T reading(BookTransaction.Work<T> work) throws SQLException {
    return new BookTransaction(TestDatabase.app()).read(OperatorBook.ID, work);
  }
}
