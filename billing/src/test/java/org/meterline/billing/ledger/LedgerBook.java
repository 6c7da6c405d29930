package org.meterline.billing.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.TopUp;

/**
 * A tenant's book, wherever it is kept: what {@link LedgerContract} asks of it. New, in Berlin's
 * zone, with a chart of accounts in EUR.
 */
interface LedgerBook {
  /** The chart of accounts in another currency too. */
  void open(Currency currency);

  /** A customer's empty wallet in EUR, named Calls. */
  void open(UUID wallet);

  /** The id is the key and, if that is new, the transfer's. */
  TopUp.Outcome topUp(UUID id, UUID wallet, Money amount, Instant at);

  JournalOutcome draft(NewJournal journal, String by);

  JournalOutcome approve(UUID journal, String by);

  JournalOutcome reject(UUID journal, String reason, String by);

  Optional<Journal> find(UUID journal);

  /** Which of these transfers have been taken back, and by which. */
  Map<UUID, UUID> reversals(List<UUID> transfers);

  PeriodBook.Outcome close(YearMonth month, String by, Instant at);

  PeriodBook.Outcome reopen(YearMonth month, String reason, String by);

  Optional<LocalDate> closedThrough();

  List<Account> accounts(Instant asOf);

  /** What was in each wallet. */
  Map<UUID, BigDecimal> wallets(Instant asOf);

  List<TrialBalance.Line> trial(LocalDate from, LocalDate until);

  /** All, the newest first. */
  List<Transfer> transfers();

  /** Some days pass; whatever is kept of them is kept. */
  void pass(int days);

  /** Names of what disagrees. */
  List<String> differences();
}
