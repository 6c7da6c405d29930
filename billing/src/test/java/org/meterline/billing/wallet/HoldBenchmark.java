package org.meterline.billing.wallet;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.meterline.billing.TestDatabase;

/**
 * Hold + settle pairs per second, durable, row-level security on, client and database on one
 * machine, from new and empty tables: a transaction each (the naive way), batches (Meterline's
 * way), and pgbench with the same statements (the ceiling). Once more with each commit delayed by 5
 * ms, as on a slow disk. Run with {@code [seconds [wallets [clients]]]}.
 */
public final class HoldBenchmark {
  private static final int NAIVE = 16;
  private static final int LOG_FILES = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Duration each;
  private final int wallets;
  private final int clients;
  private final List<String> lines = new ArrayList<>();

  private HoldBenchmark(Duration each, int wallets, int clients) {
    this.each = each;
    this.wallets = wallets;
    this.clients = clients;
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty(TestDatabase.DURABLE, "true"); // before the database is started
    var numbers = Arrays.stream(arguments).map(Integer::parseInt).toList();
    int seconds = numbers.isEmpty() ? 10 : numbers.get(0);
    int wallets = numbers.size() < 2 ? 10_000 : numbers.get(1);
    int clients = numbers.size() < 3 ? 2_000 : numbers.get(2);
    for (var line : run(Duration.ofSeconds(seconds), wallets, clients, LOG_FILES)) {
      System.out.println(line);
    }
    System.exit(0);
  }

  /**
   * Answers a line for each figure: what, then two spaces or more, then the figure.
   *
   * @param logFiles of the write-ahead log that are there before it begins
   */
  static List<String> run(Duration each, int wallets, int clients, int logFiles) throws Exception {
    var bench = new HoldBenchmark(each, wallets, clients);
    bench.line("written through to the disk", setting("fsync"), setting("synchronous_commit"));
    writeLog(logFiles);
    bench.everything();
    setDelay(5000);
    try {
      bench.delayed();
    } finally {
      setDelay(0);
    }
    return bench.lines;
  }

  private void everything() throws Exception {
    try (var pool = new PooledSource(TestDatabase.app(), NAIVE)) {
      var many = new HoldScene(pool.source(), wallets, "100000", "0.01");
      warm(many);
      pairs(many, wallets + " wallets");
      groups(many, "groups over two of " + wallets + " wallets");
      pairs(new HoldScene(pool.source(), 1, "100000", "0.01"), "one wallet");
      // a second hold does not fit beside the first
      int poor = Math.max(1, wallets / 20);
      var empty = new HoldScene(pool.source(), poor, "0.02", "0.00000001");
      naive(empty, poor + " nearly empty wallets");
      batches(empty, poor + " nearly empty wallets");
      empty.reconcile();
      idle(many);
    }
  }

  private void delayed() throws Exception {
    try (var pool = new PooledSource(TestDatabase.app(), NAIVE)) {
      var many = new HoldScene(pool.source(), wallets, "100000", "0.01");
      var slow = ", commits delayed by 5 ms";
      naive(many, wallets + " wallets" + slow);
      batches(many, wallets + " wallets" + slow);
      groupBatches(many, "groups over two of " + wallets + " wallets" + slow);
      var one = new HoldScene(pool.source(), 1, "100000", "0.01");
      batches(one, "one wallet" + slow);
      many.reconcile();
      one.reconcile();
    }
  }

  private void pairs(HoldScene scene, String what) throws Exception {
    naive(scene, what);
    batches(scene, what);
    ceiling(what, HoldCeiling.isThere() ? HoldCeiling.pairs(scene, each) : "no pgbench here");
    scene.reconcile();
  }

  private void groups(HoldScene scene, String what) throws Exception {
    line(
        "a transaction each, " + what, loop(NAIVE, answered -> scene.group(scene.plain, answered)));
    groupBatches(scene, what);
    ceiling(what, HoldCeiling.isThere() ? HoldCeiling.groups(scene, each) : "no pgbench here");
    scene.reconcile();
  }

  private void naive(HoldScene scene, String what) throws Exception {
    line("a transaction each, " + what, loop(NAIVE, answered -> scene.pair(scene.plain, answered)));
  }

  private void batches(HoldScene scene, String what) throws Exception {
    try (var book = new BatchingWallets(scene.plain, PATIENCE, System::nanoTime)) {
      batches(what, answered -> scene.pair(book, answered));
    }
  }

  private void groupBatches(HoldScene scene, String what) throws Exception {
    try (var book = new BatchingWallets(scene.plain, PATIENCE, System::nanoTime)) {
      batches(what, answered -> scene.group(book, answered));
    }
  }

  private void batches(String what, Act act) throws Exception {
    var full = loop(clients, act);
    line("batches, " + what, full);
    double half = full.rate() / 2.0;
    paced(clients, half, act); // until what the crowd left to the disk is written
    line("batches at half of that, " + what, paced(clients, half, act));
  }

  private void ceiling(String what, String figure) {
    line("pgbench, " + what, figure);
  }

  /** What this program has to compile is not the database's fault. */
  private void warm(HoldScene scene) throws Exception {
    try (var book = new BatchingWallets(scene.plain, PATIENCE, System::nanoTime)) {
      loop(clients, answered -> scene.pair(book, answered));
    }
  }

  /**
   * One client that asks now and then, of a database that has written what a crowd left it and was
   * asked by nobody else since; so seldom that it takes five times as long to have enough answers.
   */
  private void idle(HoldScene scene) throws Exception {
    checkpoint();
    Duration longer = each.multipliedBy(5);
    idle("a transaction each", longer, answered -> scene.pair(scene.plain, answered));
    try (var book = new BatchingWallets(scene.plain, PATIENCE, System::nanoTime)) {
      idle("batches", longer, answered -> scene.pair(book, answered));
    }
  }

  private void idle(String how, Duration time, Act act) throws Exception {
    line(how + ", idle, one client", paced(1, 20, time, act));
  }

  /** A hold and its settlement. */
  private interface Act {
    /**
     * @param answered is run after each of the two
     * @return false if there was too little money
     */
    boolean run(Runnable answered);
  }

  /**
   * What clients got done.
   *
   * @param refused acts that found too little money: they are not counted as done
   * @param p99 how long one of the two was waited for, in milliseconds; the first from its time
   */
  private record Figure(long rate, long refused, double p99) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%7d /s   p99 %.1f ms", rate, p99)
          + (refused == 0 ? "" : "   refused " + refused + " /s");
    }
  }

  /** As many as they can, one after the other. */
  private Figure loop(int count, Act act) throws Exception {
    return clients(count, client -> System.nanoTime(), each, act);
  }

  /** At this rate in all, whatever has been answered; timed from when each was due. */
  private Figure paced(int count, double rate, Act act) throws Exception {
    return paced(count, rate, each, act);
  }

  private Figure paced(int count, double rate, Duration time, Act act) throws Exception {
    long began = System.nanoTime();
    var due = new AtomicLong();
    double interval = 1e9 / Math.max(1, rate);
    return clients(
        count,
        client -> {
          long at = began + (long) (due.getAndIncrement() * interval);
          for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          return at;
        },
        time,
        act);
  }

  private interface Start {
    /** Waits for the next act's time and answers it. */
    long next(int client);
  }

  private Figure clients(int count, Start start, Duration time, Act act) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    var times = new ConcurrentLinkedQueue<Long>();
    var done = new AtomicLong();
    var refused = new AtomicLong();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < count; i++) {
        int client = i;
        all.add(
            pool.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    long[] from = {start.next(client)};
                    boolean paid =
                        act.run(
                            () -> {
                              long now = System.nanoTime();
                              times.add(now - from[0]);
                              from[0] = now;
                            });
                    (paid ? done : refused).incrementAndGet();
                  }
                }));
      }
      for (var one : all) {
        one.get();
      }
    }
    var sorted = times.stream().sorted().toList();
    return new Figure(
        done.get() * 1000 / time.toMillis(),
        refused.get() * 1000 / time.toMillis(),
        sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100) / 1e6);
  }

  private void line(String what, Object... figures) {
    var shown = String.join(", ", Arrays.stream(figures).map(Object::toString).toList());
    lines.add(String.format(Locale.ROOT, "%-70s  %s", what, shown));
  }

  /**
   * As on a server that has run for a while, files of the write-ahead log (16 MB each) are there to
   * be used again: a new server stands still for 0.1 s for each that it makes.
   */
  private static void writeLog(int files) throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      for (int i = 0; i < files; i++) {
        s.execute("select pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()");
      }
    }
    checkpoint();
  }

  private static void checkpoint() throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute("checkpoint");
    }
  }

  private static String setting(String name) throws SQLException {
    try (var connection = TestDatabase.app().getConnection();
        var s = connection.createStatement();
        var row = s.executeQuery("show " + name)) {
      row.next();
      return name + " " + row.getString(1);
    }
  }

  /** For connections that are opened from then on. */
  private static void setDelay(int micros) throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute("alter database meterline set commit_delay = " + micros);
      s.execute("alter database meterline set commit_siblings = " + (micros == 0 ? 5 : 0));
    }
  }
}
