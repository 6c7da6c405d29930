package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;

/** Balances between posting dates, and of wallets at an instant. */
class TrialBalanceTest {
  private static final Instant OCTOBER = Instant.parse("2026-10-31T22:59:00Z");
  private static final Instant NOVEMBER = Instant.parse("2026-10-31T23:00:00Z");

  private final TestBook book = new TestBook();

  @Test
  void daysAreThoseOfTheBooksZone() {
    var wallet = book.wallet("1.00", OCTOBER);
    book.topUp(wallet, "0.25", NOVEMBER);
    var lines =
        book.read(
            c ->
                TrialBalance.read(c, LocalDate.parse("2026-11-01"), LocalDate.parse("2026-12-01")));
    var wallets = lines.stream().filter(l -> l.code().equals("2100")).findFirst().orElseThrow();
    assertEquals(new BigDecimal("-1.00000000"), wallets.opening());
    assertEquals(new BigDecimal("0.25000000"), wallets.credits());
    assertEquals(new BigDecimal("0E-8"), wallets.debits());
    assertEquals(new BigDecimal("-1.25000000"), wallets.closing());
    assertEquals(
        0,
        lines.stream()
            .map(TrialBalance.Line::closing)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .signum());
  }

  @Test
  void walletsAreASubledgerOfTheirControlAccountAtAnyInstant() {
    var first = book.wallet("1.00", OCTOBER);
    book.wallet("2.00", NOVEMBER);
    book.topUp(first, "0.50", NOVEMBER);
    for (var asOf : List.of(OCTOBER.minusSeconds(1), OCTOBER, NOVEMBER)) {
      var sum =
          book.read(c -> TrialBalance.wallets(c, asOf, Instant.now(), all(c))).stream()
              .map(TrialBalance.WalletBalance::balance)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(0, sum.compareTo(book.balance("2100", asOf).decimal()), asOf.toString());
    }
    assertEquals("3.50000000", book.balance("2100", NOVEMBER).amount());
    assertEquals("1.00000000", book.balance("2100", OCTOBER).amount());
  }

  private static List<UUID> all(Connection connection) throws SQLException {
    return WalletRows.read(connection, null).stream().map(Wallet::id).toList();
  }
}
