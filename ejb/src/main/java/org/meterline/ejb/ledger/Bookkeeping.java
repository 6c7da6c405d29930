package org.meterline.ejb.ledger;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.DayBalances;
import org.meterline.billing.ledger.DayCheck;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.seal.SealKey;
import org.meterline.billing.seal.Seals;

/**
 * What is done to all books again and again, beside posting: they are sealed, their days summed for
 * balances, all is checked, and once a day the heads of their chains go out as signed files. Every
 * node does it; who comes second finds it done.
 */
public final class Bookkeeping implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Bookkeeping.class.getName());

  /** A book of which so much is sealed between two seals of all is a busy one. */
  static final long MUCH = 500;

  /** How often busy books are sealed in that time: all of it at once would be felt by calls. */
  private static final int BUSY_TIMES = 60;

  private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

  /** Days in one transaction. */
  private static final int SUMMED_AT_ONCE = 7;

  /**
   * With each check: a year that was never summed must not keep other books, and seals, waiting.
   */
  private static final int SUMMED_TIMES = 5;

  /** With each check, so that a year's days are proved within two days. */
  private static final int PROVED = 2;

  /** With each check of those that never were: what is not proved is read by each check. */
  private static final int PROVED_FIRST = 14;

  private final DataSource source;
  private final InstantSource clock;
  private final Path folder;
  private final Optional<SealKey> key;
  private final Duration checkEvery;
  private final Seals seals;
  private final BookTransaction transaction;

  /** How much was sealed since all books were; of the timer's thread. */
  private final Map<OperatorBook.Book, Long> sealed = new HashMap<>();

  private List<OperatorBook.Book> busy = List.of();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("bookkeeping").factory());

  /**
   * @param source connections of the application's user, in autocommit
   * @param folder where signed heads are put, a folder for each day
   * @param key signs them; without one, none goes out
   */
  public Bookkeeping(
      DataSource source,
      InstantSource clock,
      Path folder,
      Optional<SealKey> key,
      Duration checkEvery) {
    this.source = source;
    this.clock = clock;
    this.folder = folder;
    this.key = key;
    this.checkEvery = checkEvery;
    this.seals = new Seals(source);
    this.transaction = new BookTransaction(source);
  }

  /** Begins; each time after a pause, so that a slow book does not pile them up. */
  public void start(Duration sealEvery) {
    repeat(sealEvery, () -> seal(books()));
    repeat(sealEvery.dividedBy(BUSY_TIMES), this::sealBusy);
    repeat(checkEvery, () -> check(books()));
  }

  /** Seals each book, then puts the day's head out. */
  void seal(List<OperatorBook.Book> books) {
    for (var book : books) {
      guarded("seal", book, () -> seal(book));
      guarded("export the head of", book, () -> export(book));
    }
    busy = books.stream().filter(book -> sealed.getOrDefault(book, 0L) >= MUCH).toList();
    sealed.clear();
  }

  /** Seals those again that have many postings. */
  void sealBusy() {
    for (var book : busy) {
      guarded("seal", book, () -> seal(book));
    }
  }

  private long seal(OperatorBook.Book book) throws SQLException {
    return sealed.merge(book, seals.seal(book.tenant()), Long::sum);
  }

  /** Checks each book that nobody has checked lately. */
  void check(List<OperatorBook.Book> books) {
    for (var book : books) {
      guarded("check", book, () -> check(book));
    }
  }

  private boolean check(OperatorBook.Book book) throws SQLException {
    var now = clock.instant();
    var last = transaction.read(book.tenant(), c -> DayCheck.list(c, LATEST, 1));
    if (!last.isEmpty() && last.getFirst().checked().isAfter(now.minus(checkEvery.dividedBy(2)))) {
      return false;
    }
    sum(book, now);
    var found = transaction.read(book.tenant(), c -> Checks.find(c, now));
    transaction.write(
        book.tenant(),
        c -> {
          Checks.keep(c, book.tenant(), now, found);
          return true;
        });
    for (var difference : found) {
      LOG.log(Level.ERROR, "the book of {0} does not agree: {1}", book.alias(), difference);
    }
    return true;
  }

  /** Sums days that are over, then proves the sums of some. */
  private void sum(OperatorBook.Book book, Instant now) throws SQLException {
    boolean more = true;
    for (int time = 0; more && time < SUMMED_TIMES; time++) {
      more =
          transaction.write(
              book.tenant(), c -> new DayBalances(c, book.tenant()).sum(SUMMED_AT_ONCE));
    }
    int unproved =
        transaction.read(book.tenant(), c -> new DayBalances(c, book.tenant()).unproved());
    for (int day = 0; day < Math.clamp(unproved, PROVED, PROVED_FIRST); day++) {
      transaction.write(
          book.tenant(),
          c -> {
            new DayBalances(c, book.tenant()).prove(1, now);
            return true;
          });
    }
  }

  /** One file a day and book: {@code 2026-11-25/harbour.seal}. */
  private boolean export(OperatorBook.Book book) throws SQLException, IOException {
    if (key.isEmpty()) {
      return false;
    }
    var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var file = folder.resolve(day.toString()).resolve(book.alias() + ".seal");
    if (Files.exists(file)) {
      return false;
    }
    var head = seals.head(book.tenant());
    if (head.isEmpty()) {
      return false;
    }
    Files.createDirectories(file.getParent());
    var whole = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(whole, head.get().signed(key.get()));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private List<OperatorBook.Book> books() {
    try (var connection = source.getConnection()) {
      return OperatorBook.all(connection);
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "cannot read the list of books: {0}", e.getMessage());
      return List.of();
    }
  }

  @FunctionalInterface
  private interface Work {
    Object run() throws SQLException, IOException;
  }

  /** One book's trouble is not the next one's. */
  private static void guarded(String what, OperatorBook.Book book, Work work) {
    try {
      work.run();
    } catch (SQLException | IOException | RuntimeException e) {
      LOG.log(
          Level.WARNING, "cannot " + what + " the book of " + book.alias() + ": " + e.getMessage());
    }
  }

  private void repeat(Duration every, Runnable work) {
    var _ =
        timer.scheduleWithFixedDelay(
            work, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
