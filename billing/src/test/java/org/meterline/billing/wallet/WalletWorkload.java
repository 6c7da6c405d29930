package org.meterline.billing.wallet;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.NewWallet.PayerKind;

/**
 * A random workload on a few poor wallets of a tenant, and on what it buys from the operator:
 * clients race, nodes lose their leases and come back late, connections are cut in mid-call, a node
 * that is a process of its own is killed, and the same is asked again. Afterwards everything is
 * resolved and {@link WalletModel} judges. What a client does follows from the seed; how clients
 * race does not, with one client and no kills all of it does. Run with {@code [seed [clients [steps
 * [kills]]]]}.
 */
public final class WalletWorkload {
  static final Duration LEASE = Duration.ofHours(1);
  private static final int NODES = 3;
  private static final int TRIES = 500;
  private static final String NAME = "workload";

  final UUID tenant = TestDatabase.tenant();
  final WalletModel model = new WalletModel();
  final List<UUID> wallets = new ArrayList<>();
  final UUID wholesale = UUID.randomUUID();
  final UUID carrier = UUID.randomUUID();
  final Tariff tariff = price(UUID.randomUUID());

  /** What the operator sells for, and owes: each line as much as the tenant's. */
  final Tariff sold = price(UUID.randomUUID());

  final List<Node> nodes = new ArrayList<>();
  final ConcurrentLinkedQueue<Leg> legs = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<UUID> purchases = new ConcurrentLinkedQueue<>();
  final ConcurrentHashMap<UUID, UUID> charges = new ConcurrentHashMap<>();
  final AtomicInteger cuts = new AtomicInteger();
  final AtomicInteger done = new AtomicInteger();
  final PostgresWallets book;
  private final long seed;
  private final DataSource source;

  /**
   * A leg whose hold was asked for.
   *
   * @param id of the call's leg, or of what is bought for one
   */
  record Leg(UUID id, List<HoldLine> lines, Node node, Lease by) {}

  /** A node with its present lease; slow threads of it may still use an older one. */
  static final class Node {
    final String name;
    volatile Lease lease;

    Node(String name, Lease lease) {
      this.name = name;
      this.lease = lease;
    }
  }

  private WalletWorkload(long seed) {
    this.seed = seed;
    source = TestDatabase.app(NAME + seed);
    book = new PostgresWallets(source);
  }

  public static void main(String[] arguments) throws Exception {
    long seed = arguments.length < 1 ? new Random().nextLong() : Long.parseLong(arguments[0]);
    int clients = arguments.length < 2 ? 8 : Integer.parseInt(arguments[1]);
    int steps = arguments.length < 3 ? 5000 : Integer.parseInt(arguments[2]);
    int kills = arguments.length < 4 ? 20 : Integer.parseInt(arguments[3]);
    var faults = run(seed, clients, steps, kills);
    faults.forEach(System.out::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  /** Without processes that are killed. */
  static List<String> run(long seed, int clients, int steps) throws Exception {
    return run(seed, clients, steps, 0);
  }

  /**
   * Answers what is wrong; each line tells the seed that it was found with.
   *
   * @param kills so many times a process is killed, each while the clients do a part of their steps
   */
  static List<String> run(long seed, int clients, int steps, int kills) throws Exception {
    var work = new WalletWorkload(seed);
    work.open();
    trap(true);
    try {
      if (kills == 0) {
        work.race(seed, clients, steps, null);
      } else {
        new WorkloadKills(work, NAME + seed, seed).run(clients, steps, kills);
      }
      if (work.model.faults().isEmpty()) {
        work.settleDown();
        work.judge();
      }
    } finally {
      trap(false);
    }
    System.out.println(
        "workload: seed %d, %d clients, %d acts, %d answers lost"
            .formatted(seed, clients, work.done.get(), work.cuts.get()));
    return work.model.faults().stream().map(fault -> "seed " + seed + ": " + fault).toList();
  }

  /** While it is set, the database refuses every state of a wallet below its floor. */
  private static void trap(boolean set) throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute(
          "alter table meterline.wallet "
              + (set
                  ? "add constraint never_below check (balance - held >= floor - short) not valid"
                  : "drop constraint never_below"));
    }
  }

  private void open() throws SQLException {
    new OperatorBook(TestDatabase.app())
        .open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    deck(tenant, null, tariff);
    openOperators(wholesale, tenant, PayerKind.CUSTOMER, "-10");
    openOperators(carrier, UUID.randomUUID(), PayerKind.CARRIER, "0");
    model.floor(wholesale, eur("-10").units());
    deck(OperatorBook.ID, tenant, sold);
    model.owed(carrier);
    var payer = UUID.randomUUID();
    for (var floor : List.of("0", "0", "0", "-5", "0", "-1")) {
      var id = UUID.randomUUID();
      var owner = wallets.size() < 3 ? payer : UUID.randomUUID();
      book.open(
          new NewWallet(
              tenant, id, owner, PayerKind.CUSTOMER, "P", null, "W" + wallets.size(), eur(floor)));
      wallets.add(id);
      model.floor(id, eur(floor).units());
    }
    for (int i = 0; i < NODES; i++) {
      var name = "node-" + i + "-" + tenant;
      nodes.add(new Node(name, book.take(name, LEASE)));
    }
  }

  private static void deck(UUID book, @Nullable UUID payer, Tariff tariff) throws SQLException {
    var deck = RateDeck.compile(tariff.terms(), List.of(tariff.rate()));
    new BookTransaction(TestDatabase.app())
        .write(
            book,
            connection -> {
              DeckRows.write(
                  connection, book, payer, "Work " + tariff.terms().deck(), 1, Instant.EPOCH, deck);
              return true;
            });
  }

  private void openOperators(UUID id, UUID payer, PayerKind kind, String floor) {
    book.open(new NewWallet(OperatorBook.ID, id, payer, kind, "P " + payer, null, "W", eur(floor)));
  }

  /**
   * Clients race, each with a seed of its own.
   *
   * @param from the first one's
   * @param also what is done beside; null: nothing
   */
  void race(long from, int clients, int steps, @Nullable Callable<Boolean> also) throws Exception {
    var over = new AtomicBoolean();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < clients; i++) {
        var client = new WorkloadClient(this, new Random(from + i));
        running.add(
            pool.submit(
                () -> {
                  for (int k = 0; k < steps && model.faults().isEmpty(); k++) {
                    client.step();
                    done.incrementAndGet();
                  }
                }));
      }
      if (also != null) {
        running.add(pool.submit(also));
      }
      var beside = List.of(pool.submit(() -> watch(over)), pool.submit(() -> cut(over)));
      for (var one : running) {
        try {
          one.get();
        } catch (ExecutionException e) {
          var trace = new StringWriter();
          e.printStackTrace(new PrintWriter(trace));
          model.fault("a client failed: " + trace);
        }
      }
      over.set(true);
      for (var one : beside) {
        one.get();
      }
    }
  }

  /** Every committed state that is looked at must agree with itself. */
  private boolean watch(AtomicBoolean over) throws SQLException {
    var judge = new WalletJudge(model, accounts());
    try (var connection = TestDatabase.superuser().getConnection();
        var pause = connection.prepareStatement("select pg_sleep(0.2)")) {
      while (!over.get()) {
        differences("amid the race");
        judge.amid();
        pause.executeQuery().close();
      }
    }
    return true;
  }

  /** What the product itself finds; {@link WalletJudge} does not rely on it. */
  private void differences(String when) {
    try {
      for (var each : List.of(tenant, OperatorBook.ID)) {
        for (var difference :
            new BookTransaction(TestDatabase.app()).read(each, Reconciliation::check)) {
          model.fault(when + ": " + difference);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cuts connections of clients, whatever they are doing. */
  private boolean cut(AtomicBoolean over) throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s =
            connection.prepareStatement(
                """
                select count(pg_terminate_backend(pid)), pg_sleep(0.05 + 0.2 * random()) from (
                  select pid from pg_stat_activity
                  where application_name = ? and state = 'active' order by random() limit 1)
                """)) {
      s.setString(1, NAME + seed);
      while (!over.get()) {
        s.executeQuery().close();
      }
    }
    return true;
  }

  /** Asks until there is an answer: an answer that was lost is asked for again. */
  <T> T certain(Supplier<T> act) {
    for (int i = 1; ; i++) {
      try {
        return act.get();
      } catch (BooksUnavailable e) {
        cuts.incrementAndGet();
        if (e.getCause() instanceof SQLException sql && "40P01".equals(sql.getSQLState())) {
          model.fault("deadlock: " + e.getMessage());
        }
        if (i >= TRIES) {
          throw e;
        }
      } catch (BooksRefused e) {
        model.fault("refused by the database: " + e.getMessage());
        throw e;
      }
    }
  }

  /** Every node starts anew and recovers; then late settlements come, and purchases end. */
  private void settleDown() {
    var calls = new WorkloadCalls(this, new Random(seed));
    for (var node : nodes) {
      calls.restart(node);
    }
    for (var leg : legs) {
      calls.settle(leg);
    }
    for (var purchase : purchases) {
      certain(() -> book.purchases().release(tenant, purchase));
    }
    certain(() -> book.expire(1000));
  }

  private void judge() throws SQLException {
    differences("at the end");
    new WalletJudge(model, accounts()).atTheEnd();
  }

  /** All wallets, with the books they stand in. */
  private Map<UUID, UUID> accounts() {
    var accounts = new HashMap<>(Map.of(wholesale, OperatorBook.ID, carrier, OperatorBook.ID));
    wallets.forEach(wallet -> accounts.put(wallet, tenant));
    return accounts;
  }

  /** The price of that deck. */
  static Tariff price(UUID deck) {
    return Tariff.of(
        DeckTerms.plain(deck, Currency.EUR), Rate.to("49", "Germany").price("0.6").build());
  }

  static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  static Instant now() {
    return Instant.now();
  }

  /** As the product names what it posts of a leg. */
  static UUID posting(UUID leg, String what, int line) {
    return TransferId.of(leg, what + "-" + line);
  }
}
