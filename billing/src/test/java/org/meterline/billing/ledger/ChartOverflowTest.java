package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.meterline.billing.ledger.NewJournal.Line.credit;
import static org.meterline.billing.ledger.NewJournal.Line.debit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/**
 * One account that is worth more than an amount can hold does not take the others' balances away.
 */
class ChartOverflowTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final TestBook book = new TestBook();

  private void journal(NewJournal.Line... lines) {
    var journal = NewJournal.of(TestBook.id(AT), "Very much", AT, lines);
    var _ = book.draft(journal, "ann");
    var _ = book.approve(journal.id(), "bob");
  }

  private Account account(String code) {
    return book.read(c -> new Ledger(c).accounts(AT)).stream()
        .filter(a -> a.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theOthersShowTheirs() {
    int bank = book.account("1000");
    int equity = book.account("3000");
    int goodwill = book.account("6800");
    journal(debit(bank, Long.MAX_VALUE), credit(equity, Long.MAX_VALUE));
    assertEquals(Optional.of(Money.of(-Long.MAX_VALUE, Currency.EUR)), account("3000").net());
    journal(debit(goodwill, 1), credit(equity, 1));
    assertEquals(
        Optional.of(Money.of(Long.MIN_VALUE, Currency.EUR)), account("3000").net(), "it fits");
    journal(debit(goodwill, 1), credit(equity, 1));
    assertEquals(Optional.empty(), account("3000").net());
    assertThrows(MoneyOverflow.class, () -> account("3000").balance());
    assertEquals(
        new BigDecimal("92233720368.54775809"), account("3000").exact(), "no wrap: it is exact");
    assertEquals(Optional.of(Money.of(Long.MAX_VALUE, Currency.EUR)), account("1000").net());
    assertEquals(Optional.of(Money.of(2, Currency.EUR)), account("6800").net());
    assertEquals(
        List.of("3000"),
        book.read(c -> new Ledger(c).accounts(AT)).stream()
            .filter(a -> a.net().isEmpty())
            .map(Account::code)
            .toList());
  }
}
