package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.NewWallet.PayerKind;

/**
 * Hold + settle pairs per second, durable, row-level security on, client and database on one
 * machine: a transaction each (the naive way) beside batches (Meterline's way). Run with {@code
 * [seconds [wallets [clients]]]}.
 */
public final class HoldBenchmark {
  private static final Duration LEASE = Duration.ofHours(1);

  private final UUID tenant = TestDatabase.tenant();
  private final PostgresWallets plain;
  private final List<UUID> wallets = new ArrayList<>();
  private final UUID deck = UUID.randomUUID();
  private final Lease lease;

  private HoldBenchmark(PostgresWallets plain, int count) throws Exception {
    this.plain = plain;
    var rate = Rate.to("49", "Germany").price("0.06").build();
    var compiled = RateDeck.compile(DeckTerms.plain(deck, Currency.EUR), List.of(rate));
    new BookTransaction(TestDatabase.app())
        .write(
            tenant,
            connection -> {
              DeckRows.write(connection, tenant, "Bench", 1, Instant.EPOCH, compiled);
              return true;
            });
    for (int i = 0; i < count; i++) {
      var wallet = UUID.randomUUID();
      plain.open(
          new NewWallet(
              tenant,
              wallet,
              UUID.randomUUID(),
              PayerKind.CUSTOMER,
              "P",
              null,
              "W",
              Money.zero(Currency.EUR)));
      plain.topUp(
          new TopUp(
              tenant,
              wallet,
              "k" + i,
              UUID.randomUUID(),
              Money.parse("100000", Currency.EUR),
              "b",
              "b",
              Instant.EPOCH));
      wallets.add(wallet);
    }
    lease = plain.take("bench-" + tenant, LEASE);
  }

  public static void main(String[] arguments) throws Exception {
    var numbers = Arrays.stream(arguments).map(Integer::parseInt).toList();
    int seconds = numbers.isEmpty() ? 10 : numbers.get(0);
    int wallets = numbers.size() < 2 ? 1000 : numbers.get(1);
    int clients = numbers.size() < 3 ? 256 : numbers.get(2);
    for (var line : run(Duration.ofSeconds(seconds), wallets, clients)) {
      System.out.println(line);
    }
    System.exit(0);
  }

  /** Answers a line for each figure. */
  static List<String> run(Duration each, int wallets, int clients) throws Exception {
    var lines = new ArrayList<String>();
    try (var pool = new PooledSource(TestDatabase.app(), 16)) {
      for (int count : new int[] {wallets, 1}) {
        var bench = new HoldBenchmark(new PostgresWallets(pool.source()), count);
        var what = count == 1 ? "one wallet" : count + " wallets";
        lines.add(bench.measure("a transaction each, 16 clients, " + what, each, 16, bench.plain));
        try (var batching =
            new BatchingWallets(bench.plain, Duration.ofSeconds(30), System::nanoTime)) {
          lines.add(
              bench.measure("batches, " + clients + " clients, " + what, each, clients, batching));
        }
        bench.reconcile();
      }
    }
    return lines;
  }

  private String measure(String what, Duration each, int clients, WalletBook book)
      throws Exception {
    var pairs = new AtomicLong();
    var times = new ConcurrentLinkedQueue<Long>();
    long end = System.nanoTime() + each.toNanos();
    Supplier<Long> client =
        () -> {
          while (System.nanoTime() < end) {
            long began = System.nanoTime();
            pair(book);
            times.add(System.nanoTime() - began);
            pairs.incrementAndGet();
          }
          return pairs.get();
        };
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<java.util.concurrent.Future<Long>>();
      for (int i = 0; i < clients; i++) {
        all.add(pool.submit(client::get));
      }
      for (var one : all) {
        one.get();
      }
    }
    var sorted = times.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%-50s %7d pairs/s   p99 %d ms",
        what,
        pairs.get() * 1000 / each.toMillis(),
        sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100) / 1_000_000);
  }

  private void pair(WalletBook book) {
    var leg = UUID.randomUUID();
    var wallet = wallets.get(ThreadLocalRandom.current().nextInt(wallets.size()));
    var amount = Money.parse("0.015", Currency.EUR);
    var held =
        book.hold(
                lease,
                List.of(
                    new HoldRequest(
                        tenant, leg, leg, wallet, deck, 1, amount, 15, false, Instant.EPOCH)))
            .getFirst();
    if (!(held instanceof HoldOutcome.Held)) {
      throw new IllegalStateException("not held: " + held);
    }
    var settled =
        book.resolve(
                false,
                List.of(
                    new Settlement(
                        tenant,
                        leg,
                        UUID.randomUUID(),
                        Money.parse("0.01", Currency.EUR),
                        10,
                        Instant.EPOCH,
                        "call",
                        "[]")))
            .getFirst();
    if (!(settled instanceof SettleOutcome.Settled)) {
      throw new IllegalStateException("not settled: " + settled);
    }
  }

  private void reconcile() throws Exception {
    var differences = new BookTransaction(TestDatabase.app()).read(tenant, Reconciliation::check);
    if (!differences.isEmpty()) {
      throw new IllegalStateException("the books do not agree: " + differences);
    }
  }
}
