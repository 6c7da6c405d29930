package org.meterline.billing.ledger;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.TopUp;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;

/** The product's ledger, as the application's user. */
final class PostgresLedger implements LedgerBook {
  private final TestBook book = new TestBook();

  @Override
  public void open(Currency currency) {
    book.write(
        c -> {
          try (var s = c.prepareStatement("select open_currency(?, ?)")) {
            s.setObject(1, book.tenant);
            s.setString(2, currency.code());
            return s.execute();
          }
        });
  }

  @Override
  public void open(UUID wallet) {
    var zero = Money.zero(Currency.EUR);
    var payer = UUID.randomUUID();
    book.wallets.open(
        new NewWallet(book.tenant, wallet, payer, PayerKind.CUSTOMER, "Ann", null, "Calls", zero));
  }

  @Override
  public TopUp.Outcome topUp(UUID id, UUID wallet, Money amount, Instant at) {
    return book.wallets.topUp(
        new TopUp(book.tenant, wallet, id.toString(), id, amount, "Bank transfer", "ann", at));
  }

  @Override
  public JournalOutcome draft(NewJournal journal, String by) {
    return book.draft(journal, by);
  }

  @Override
  public JournalOutcome approve(UUID journal, String by) {
    return book.approve(journal, by);
  }

  @Override
  public JournalOutcome reject(UUID journal, String reason, String by) {
    return book.write(c -> new JournalBook(c).reject(book.tenant, journal, reason, by));
  }

  @Override
  public Optional<Journal> find(UUID journal) {
    return book.read(c -> new JournalBook(c).find(journal));
  }

  @Override
  public Map<UUID, UUID> reversals(List<UUID> transfers) {
    return book.read(c -> new JournalBook(c).reversals(transfers));
  }

  @Override
  public PeriodBook.Outcome close(YearMonth month, String by, Instant at) {
    return book.write(c -> new PeriodBook(c).close(book.tenant, month, "", by, at));
  }

  @Override
  public PeriodBook.Outcome reopen(YearMonth month, String reason, String by) {
    return book.write(c -> new PeriodBook(c).reopen(book.tenant, month, reason, by));
  }

  @Override
  public Optional<LocalDate> closedThrough() {
    return book.read(c -> new PeriodBook(c).closedThrough());
  }

  @Override
  public List<Account> accounts(Instant asOf) {
    return book.read(c -> new Ledger(c).accounts(asOf));
  }

  @Override
  public Map<UUID, BigDecimal> wallets(Instant asOf) {
    return book.read(c -> TrialBalance.wallets(c, asOf, Instant.now(), all(c))).stream()
        .collect(
            Collectors.toMap(
                TrialBalance.WalletBalance::wallet, TrialBalance.WalletBalance::balance));
  }

  @Override
  public List<TrialBalance.Line> trial(LocalDate from, LocalDate until) {
    return book.read(c -> TrialBalance.read(c, from, until));
  }

  @Override
  public List<Transfer> transfers() {
    return book.read(c -> new Ledger(c).transfers(null, null, null, 1000));
  }

  @Override
  public void pass(int days) {
    var passing = new PassingDays(book);
    passing.pass(days);
    passing.sumAll();
    passing.prove(days, Instant.EPOCH);
  }

  @Override
  public List<String> differences() {
    return book.read(Reconciliation::check).stream().map(Reconciliation.Difference::name).toList();
  }

  private static List<UUID> all(Connection connection) throws SQLException {
    return WalletRows.read(connection, null).stream().map(Wallet::id).toList();
  }
}
