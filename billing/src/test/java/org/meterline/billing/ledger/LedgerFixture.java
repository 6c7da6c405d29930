package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.billing.ledger.NewJournal.Line.credit;
import static org.meterline.billing.ledger.NewJournal.Line.debit;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.TopUp;

/** A book, and what the contract of ledgers writes into it and reads of it. */
abstract class LedgerFixture {
  static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  static final Instant IN_OCTOBER = Instant.parse("2026-10-15T10:00:00Z");

  /** In Berlin it is November from here on. */
  static final Instant NOVEMBER = Instant.parse("2026-10-31T23:00:00Z");

  static final YearMonth OCTOBER = YearMonth.of(2026, 10);

  abstract LedgerBook book();

  /** Ways to change what was posted, each of which is to throw. */
  abstract List<Executable> attacks(UUID journal);

  @AfterEach
  void everythingAgrees() {
    assertEquals(List.of(), book().differences());
    var sum = BigDecimal.ZERO;
    for (var line : book().trial(LocalDate.EPOCH, LocalDate.parse("2027-01-01"))) {
      sum = line.currency().equals(Currency.EUR) ? sum.add(line.closing()) : sum;
    }
    assertEquals(0, sum.signum(), "debits are credits");
  }

  NewJournal rent(UUID id, Instant at, long units, String reason) {
    return NewJournal.of(
        id,
        reason,
        at,
        debit(account("5000"), units - 19),
        debit(account("2300"), 19),
        credit(account("1000"), units));
  }

  JournalOutcome draft(NewJournal.Line... lines) {
    return book().draft(NewJournal.of(TestBook.id(AT), "Why", AT, lines), "ann");
  }

  void post(NewJournal journal) {
    assertEquals(JournalOutcome.DRAFTED, book().draft(journal, "ann"));
    assertEquals(JournalOutcome.POSTED, book().approve(journal.id(), "bob"));
  }

  UUID wallet() {
    var wallet = UUID.randomUUID();
    book().open(wallet);
    return wallet;
  }

  UUID topUp(UUID wallet, String amount, Instant at) {
    var id = TestBook.id(at);
    assertEquals(TopUp.Posted.class, book().topUp(id, wallet, eur(amount), at).getClass());
    return id;
  }

  Journal find(UUID journal) {
    return book().find(journal).orElseThrow();
  }

  int account(String code) {
    return account(code, Currency.EUR);
  }

  int account(String code, Currency currency) {
    return found(code, currency, Instant.EPOCH).id();
  }

  Money balance(String code, Instant asOf) {
    return found(code, Currency.EUR, asOf).balance();
  }

  Account found(String code, Currency currency, Instant asOf) {
    return book().accounts(asOf).stream()
        .filter(a -> a.code().equals(code) && a.balance().currency().equals(currency))
        .findFirst()
        .orElseThrow();
  }

  static Money units(long units) {
    return Money.of(units, Currency.EUR);
  }

  static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
