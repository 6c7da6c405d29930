package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.TopUp;

/**
 * hledger, an accounting program that others wrote, reads a book and comes to the same balances.
 */
class HledgerJournalTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  @TempDir Path folder;

  @Test
  void hledgerAgrees() throws Exception {
    var book = new TestBook();
    var wallet = book.wallet("12.34567891", AT);
    book.topUp(wallet, "0.00000001", AT.plusSeconds(86_400));
    var id = TestBook.id(AT);
    book.draft(
        NewJournal.of(
            id,
            "Rent; for\nNovember | office",
            AT,
            NewJournal.Line.debit(book.account("5000"), 100),
            NewJournal.Line.debit(book.account("2300"), 19),
            NewJournal.Line.credit(book.account("1000"), 119)),
        "ann");
    book.approve(id, "bob");

    agrees(book);
  }

  /** Seconds have no decimals, which hledger wants to be told in its own way. */
  @Test
  void hledgerAgreesAboutBundles() throws Exception {
    var book = new TestBook();
    var bundle = UUID.randomUUID();
    book.wallets.open(
        new NewWallet(
            book.tenant,
            bundle,
            UUID.randomUUID(),
            NewWallet.PayerKind.CUSTOMER,
            "Ann",
            null,
            "Minutes",
            Money.zero(Currency.SECONDS)));
    book.wallets.topUp(
        new TopUp(
            book.tenant,
            bundle,
            "sold",
            TestBook.id(AT),
            Money.parse("3600", Currency.SECONDS),
            "An hour",
            "t",
            AT));
    agrees(book);
  }

  /** A part of a book begins with what was there, so that balances are those of the whole one. */
  @Test
  void aPartHasTheBalancesOfTheWhole() throws Exception {
    var book = new TestBook();
    var wallet = book.wallet("10", AT);
    for (int day = 1; day <= 4; day++) {
      book.topUp(wallet, "0.0" + day, AT.plus(day, ChronoUnit.DAYS));
    }
    var from = LocalDate.parse("2026-11-22");
    var part = Hledger.write(book, from, null, 2);
    assertEquals(Hledger.ours(book), balances(part));
    assertTrue(part.contains("\n2026-11-21 * opening balances\n"), part);
    assertTrue(part.endsWith("\n; 3 transfers\n"), part);
    assertEquals(
        Map.of(
            "1200 Top-ups in clearing", new BigDecimal("0.09000000"),
            "2100 Customer wallets", new BigDecimal("-0.09000000")),
        balances(part, "--begin", from.toString()),
        "what the days brought");
    assertEquals(
        Map.of(
            "1200 Top-ups in clearing", new BigDecimal("10.03000000"),
            "2100 Customer wallets", new BigDecimal("-10.03000000")),
        balances(Hledger.write(book, null, LocalDate.parse("2026-11-23"), 1)));
    assertEquals(
        Hledger.ours(book), balances(Hledger.write(book, LocalDate.parse("2026-11-20"), null, 9)));
  }

  /** It is read while it is written, and yet of one moment. */
  @Test
  void whatIsPostedWhileItIsWrittenIsNotInIt() throws Exception {
    var book = new TestBook();
    var wallet = book.wallet("10", AT);
    book.topUp(wallet, "1", AT.plusSeconds(1));
    var before = Hledger.ours(book);
    var text = new StringBuilder();
    var later =
        new Writer() {
          private boolean posted;

          @Override
          public void write(char[] from, int offset, int length) {
            text.append(from, offset, length);
            if (!posted && text.indexOf("top-up") >= 0) {
              posted = true;
              book.topUp(wallet, "5", AT.plusSeconds(9));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    book.read(
        c -> {
          HledgerJournal.write(c, null, null, 1, later);
          return true;
        });
    assertEquals(before, balances(text.toString()));
    assertTrue(later.posted);
    assertNotEquals(before, Hledger.ours(book));
  }

  private void agrees(TestBook book) throws IOException, InterruptedException {
    new Hledger(folder).agrees(book);
  }

  private Map<String, BigDecimal> balances(String journal, String... also)
      throws IOException, InterruptedException {
    return new Hledger(folder).balances(journal, also);
  }
}
