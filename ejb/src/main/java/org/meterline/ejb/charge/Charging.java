package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.meterline.billing.ledger.Outbox;
import org.meterline.billing.wallet.BatchingWallets;
import org.meterline.billing.wallet.BooksRefused;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.ejb.limit.FraudLimits;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallJournal;

/**
 * Charging on one node, wired: start it, give the engine {@link #authority} and a {@link
 * PostingJournal} around {@link #journal}; after the engine has replayed its journal, call {@link
 * #recover}; close it last.
 */
public final class Charging implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Charging.class.getName());
  private static final Duration REFRESH = Duration.ofSeconds(5);
  private static final Duration NAMES = Duration.ofMinutes(1);
  private static final Duration RECOVER = Duration.ofMinutes(1);
  private static final Duration ANNOUNCE = Duration.ofMillis(250);
  private static final Duration FREE_LEGS = Duration.ofMillis(250);
  private static final Duration FORGET = Duration.ofMinutes(1);
  private static final Duration LIMITS = Duration.ofSeconds(2);
  private static final int NEWS = 100;
  private static final Duration EXPIRY = Duration.ofSeconds(2);
  private static final int EXPIRED = 200;

  /** Then the timer's other work has its turn. */
  private static final int ROUNDS = 20;

  private final BoughtLegs authority;
  private final Wholesale wholesale;
  private final CarrierPrices prices;
  private final MoneyJournal journal;
  private final LegRecovery recovery;
  private final Rates rates;
  private final PayingWallets wallets;
  private final PayerRules payerRules;
  private final Bundles bundles;
  private final FreeLegs freeLegs;
  private final UnusedHolds unused;
  private final FraudLimits limits;
  private final BatchingWallets book;
  private final Outbox outbox;
  private final AtomicBoolean recovering = new AtomicBoolean();
  private final ScheduledExecutorService timer = timer("charging");

  /** Apart from what is read again for each tenant: that takes as long as there are many. */
  private final ScheduledExecutorService moneyTimer = timer("charging-money");

  /** Alone: nothing else may keep the lease from being renewed. */
  private final ScheduledExecutorService leaseTimer = timer("charging-lease");

  private Charging(
      BatchingWallets book,
      Outbox outbox,
      TenantTransaction transaction,
      DataSource source,
      Payers payers,
      NodeLease lease,
      ChargeTerms terms,
      FraudLimits limits,
      InstantSource clock) {
    this.book = book;
    this.outbox = outbox;
    this.limits = limits;
    var legs = new OpenLegs(book);
    rates = new Rates(transaction, clock);
    wallets = new PayingWallets(transaction);
    payerRules = new PayerRules(transaction);
    bundles = new Bundles(transaction);
    var holds = new LegHolds(book, terms);
    unused = new UnusedHolds(book, legs);
    wholesale =
        new Wholesale(
            new Rates(transaction, clock, "WHOLESALE"),
            new Rates(transaction, clock, "COST"),
            transaction,
            payers,
            terms.margin());
    var choice = new PayerChoice(payerRules, payers, wallets, rates, bundles);
    freeLegs = new FreeLegs(transaction, choice, source, terms.freeLegsKept());
    var decisions = new Decisions(transaction);
    var retail =
        new LegAuthority(
            holds, unused, rates, payers, choice, decisions, freeLegs, lease, terms, legs, limits);
    authority = new BoughtLegs(retail, wholesale, freeLegs, holds, lease, terms, payers, book);
    prices = new CarrierPrices(wholesale, rates);
    journal = new MoneyJournal(book, legs, authority, limits);
    recovery = new LegRecovery(book, decisions, authority, new LegTrunks(transaction), lease);
  }

  /**
   * Takes the node's lease and keeps it.
   *
   * @param source connections of the application's user, in autocommit, not the container's
   *     transactions'
   * @param node the node's name; no two processes use the same at a time
   * @param approved destinations that nobody has to approve, see {@link FraudLimits}
   */
  public static Charging start(
      DataSource source,
      Payers payers,
      String node,
      Duration leaseLength,
      ChargeTerms terms,
      Set<String> approved,
      InstantSource clock) {
    var book = new BatchingWallets(new PostgresWallets(source), terms.patience(), System::nanoTime);
    var lease = NodeLease.take(book, node, leaseLength, System::nanoTime);
    var transaction = new TenantTransaction(source);
    var charging =
        new Charging(
            book,
            new Outbox(source),
            transaction,
            source,
            payers,
            lease,
            terms,
            new FraudLimits(transaction, node, clock, approved),
            clock);
    repeat(charging.leaseTimer, leaseLength.dividedBy(3), "renew the lease", lease::renew);
    repeat(charging.timer, REFRESH, "refresh the rates", charging.rates::refresh);
    repeat(charging.timer, REFRESH, "refresh what is bought", charging.wholesale::refresh);
    repeat(charging.timer, REFRESH, "refresh the wallets", charging.wallets::refresh);
    repeat(charging.timer, REFRESH, "refresh the bundles", charging.bundles::refresh);
    repeat(charging.moneyTimer, EXPIRY, "end what has expired", charging::expire);
    repeat(charging.moneyTimer, EXPIRY, "give back what is not used", charging.unused::giveBack);
    repeat(charging.timer, REFRESH, "refresh who pays", charging.payerRules::refresh);
    repeat(charging.timer, FREE_LEGS, "note free legs", charging.freeLegs::flush);
    repeat(charging.timer, FORGET, "forget free legs", charging.freeLegs::forgetOld);
    repeat(charging.moneyTimer, LIMITS, "write what limits count", charging.limits::flush);
    repeat(charging.timer, NAMES, "forget names", charging.wallets::forgetNames);
    return charging;
  }

  public CallAuthority authority() {
    return authority;
  }

  public CallJournal journal() {
    return journal;
  }

  /**
   * Resolves what earlier lives of this node left open, and from then on looks again by itself.
   *
   * @return how many legs were recovered
   */
  public int recover() {
    int recovered = recovery.run();
    if (recovering.compareAndSet(false, true)) {
      repeat(timer, RECOVER, "recover legs", recovery::run);
      repeat(timer, RECOVER, "recover what other nodes left", recovery::others);
    }
    return recovered;
  }

  /** Resolves what nodes left that are gone; done by itself after {@link #recover}. */
  int recoverOthers() {
    return recovery.others();
  }

  /** Gives back what could not be at once, of legs that had ended; done by itself. */
  void giveBackUnused() {
    unused.giveBack();
  }

  /** In which order trunks are tried by what they cost. */
  public CarrierPrices prices() {
    return prices;
  }

  /** What limits count, in memory: flush them after one was changed. */
  public FraudLimits limits() {
    return limits;
  }

  public WalletBook book() {
    return book;
  }

  /** The rates in memory: refresh them after a deck was changed. */
  public Rates rates() {
    return rates;
  }

  /** The rules of who pays, in memory: refresh them after one was changed. */
  public PayerRules payerRules() {
    return payerRules;
  }

  /** The bundles in memory: refresh them after one was opened, filled or changed. */
  public Bundles bundles() {
    return bundles;
  }

  /**
   * Tells of money that moved, shortly after each commit.
   *
   * @param listener must return soon; what it throws is logged
   */
  public void announce(Consumer<Outbox.Announcement> listener) {
    repeat(
        moneyTimer,
        ANNOUNCE,
        "announce",
        () -> {
          try {
            int rounds = 0;
            var news = outbox.take(NEWS);
            while (!news.isEmpty()) {
              news.forEach(listener);
              news = ++rounds < ROUNDS ? outbox.take(NEWS) : List.of();
            }
          } catch (SQLException e) {
            throw new BooksUnavailable("cannot read the outbox: " + e.getMessage(), e);
          }
        });
  }

  /** Every node may do so at once: what one looks at, the others skip. */
  private void expire() {
    int rounds = 0;
    while (book.expire(EXPIRED) >= EXPIRED && rounds < ROUNDS) {
      rounds++;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    moneyTimer.shutdownNow();
    leaseTimer.shutdownNow();
    try {
      freeLegs.flush();
      limits.flush();
    } catch (BooksUnavailable | BooksRefused e) {
      LOG.log(Level.WARNING, "that the last free calls were free is not stored: " + e.getMessage());
    }
    book.close();
  }

  private static ScheduledExecutorService timer(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }

  /** Whatever goes wrong, it is tried again next time. */
  private static void repeat(
      ScheduledExecutorService timer, Duration every, String what, Runnable work) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "cannot " + what + ": " + e);
              }
            },
            every.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
