package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.meterline.billing.ledger.Outbox;
import org.meterline.billing.wallet.BatchingWallets;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallJournal;

/**
 * Charging on one node, wired: start it, give the engine {@link #authority} and a {@link
 * PostingJournal} around {@link #journal}; after the engine has replayed its journal, call {@link
 * #recovery}'s {@code run} once; close it last.
 */
public final class Charging implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Charging.class.getName());
  private static final Duration REFRESH = Duration.ofSeconds(5);
  private static final Duration NAMES = Duration.ofMinutes(1);
  private static final Duration ANNOUNCE = Duration.ofMillis(250);
  private static final int NEWS = 500;

  private final LegAuthority authority;
  private final MoneyJournal journal;
  private final LegRecovery recovery;
  private final Rates rates;
  private final PayingWallets wallets;
  private final BatchingWallets book;
  private final Outbox outbox;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("charging").factory());

  private Charging(
      BatchingWallets book,
      Outbox outbox,
      TenantTransaction transaction,
      Payers payers,
      NodeLease lease,
      ChargeTerms terms,
      InstantSource clock) {
    this.book = book;
    this.outbox = outbox;
    var legs = new OpenLegs(book);
    rates = new Rates(transaction, clock);
    wallets = new PayingWallets(transaction);
    authority = new LegAuthority(book, rates, payers, wallets, lease, terms, legs);
    journal = new MoneyJournal(book, legs);
    recovery = new LegRecovery(book, lease, clock);
  }

  /**
   * Takes the node's lease and keeps it.
   *
   * @param source connections of the application's user, in autocommit, not the container's
   *     transactions'
   * @param node the node's name; no two processes use the same at a time
   */
  public static Charging start(
      DataSource source,
      Payers payers,
      String node,
      Duration leaseLength,
      ChargeTerms terms,
      InstantSource clock) {
    var book = new BatchingWallets(new PostgresWallets(source));
    var lease = NodeLease.take(book, node, leaseLength, System::nanoTime);
    var charging =
        new Charging(
            book, new Outbox(source), new TenantTransaction(source), payers, lease, terms, clock);
    charging.repeat(leaseLength.dividedBy(3), "renew the lease", lease::renew);
    charging.repeat(REFRESH, "refresh the rates", charging.rates::refresh);
    charging.repeat(REFRESH, "refresh the wallets", charging.wallets::refresh);
    charging.repeat(NAMES, "forget names", charging.wallets::forgetNames);
    return charging;
  }

  public LegAuthority authority() {
    return authority;
  }

  public CallJournal journal() {
    return journal;
  }

  public LegRecovery recovery() {
    return recovery;
  }

  public WalletBook book() {
    return book;
  }

  /** The rates in memory: refresh them after a deck was changed. */
  public Rates rates() {
    return rates;
  }

  /**
   * Tells of money that moved, shortly after each commit.
   *
   * @param listener must return soon; what it throws is logged
   */
  public void announce(Consumer<Outbox.Announcement> listener) {
    repeat(
        ANNOUNCE,
        "announce",
        () -> {
          try {
            var news = outbox.take(NEWS);
            while (!news.isEmpty()) {
              news.forEach(listener);
              news = outbox.take(NEWS);
            }
          } catch (SQLException e) {
            throw new BooksUnavailable("cannot read the outbox: " + e.getMessage(), e);
          }
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    book.close();
  }

  private void repeat(Duration every, String what, Runnable work) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "cannot " + what + ": " + e.getMessage());
              }
            },
            every.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
