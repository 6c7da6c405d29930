package org.meterline.billing.seal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;

/**
 * Builds the chains of books, beside posting: it takes no lock that a posting waits for. A chain
 * that has no charges yet first takes in those that were made before charges were sealed.
 */
public final class Seals {
  /** How many leaves one seal has at most, unless one transaction wrote more. */
  static final int MOST = 20_000;

  /** How many transfers are read for one: each may have its charge, and what it says of tax. */
  static final int TRANSFERS = MOST / 4;

  /**
   * All rows are found by key, until the transaction's end: a plan that was made when there was
   * little would read all there is later. It is made once, as that takes as long as reading what
   * one second of many calls posted.
   */
  private static final String BY_KEY =
      """
      select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
             set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true),
             set_config('plan_cache_mode', 'force_generic_plan', true)
      """;

  private final DataSource source;
  private final BookTransaction transaction;

  /**
   * @param source connections of the application's user, in autocommit
   */
  public Seals(DataSource source) {
    this.source = source;
    this.transaction = new BookTransaction(source);
  }

  /**
   * Seals what has been posted since and cannot be joined by anything any more.
   *
   * @return how many transfers, charges and taxes were sealed now
   */
  public long seal(UUID book) throws SQLException {
    long sealed = 0;
    while (true) {
      var next = transaction.read(book, connection -> next(connection, book));
      // empty: nothing new; not added: another node was quicker and goes on from there
      if (next.isEmpty() || !add(next.get())) {
        return sealed;
      }
      sealed += next.get().leaves().size();
    }
  }

  /** The chain's head; empty before the first seal. */
  public Optional<SealedHead> head(UUID book) throws SQLException {
    return transaction.read(book, Seals::head);
  }

  /** The same for the book of the connection's tenant. */
  public static Optional<SealedHead> head(Connection connection) throws SQLException {
    return last(connection).map(SealedHead::of);
  }

  private static Optional<Seal> next(Connection connection, UUID book) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute(BY_KEY);
    }
    var last = last(connection).orElseGet(() -> Seal.beforeFirst(book));
    boolean taking = last.charges() && last.takesIn(horizon(connection, last.number() - 1));
    if (taking || !last.charges()) {
      var earlier = earlier(connection, taking ? last.leaves().getLast().id() : null);
      if (!earlier.isEmpty()) {
        return Optional.of(last.next(last.horizon(), earlier, last.sealed()));
      }
    }
    var horizon = cut(connection, last.horizon(), horizon(connection));
    var covered = new ArrayList<Leaf>();
    var upTo = horizon;
    try (var leaves = Leaves.posted(connection, last.horizon(), horizon)) {
      var xid = BigInteger.ZERO;
      for (var leaf = leaves.next(); leaf != null; leaf = leaves.next()) {
        var its = Objects.requireNonNull(leaf.xid());
        if (covered.size() >= MOST && !its.equals(xid)) {
          upTo = its;
          break;
        }
        xid = its;
        covered.add(leaf.leaf());
      }
    }
    return covered.isEmpty()
        ? Optional.empty()
        : Optional.of(last.next(upTo, covered, last.sealed()));
  }

  /** The next that were charged before charges were sealed. */
  private static List<Leaf> earlier(Connection connection, @Nullable UUID after)
      throws SQLException {
    var earlier = new ArrayList<Leaf>();
    try (var leaves = Leaves.earlier(connection, after, MOST)) {
      for (var leaf = leaves.next(); leaf != null && earlier.size() < MOST; leaf = leaves.next()) {
        earlier.add(leaf.leaf());
      }
    }
    return earlier;
  }

  /** Where enough transfers are below: a backlog is not sorted anew for each of its seals. */
  private static BigInteger cut(Connection connection, BigInteger from, BigInteger horizon)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select xid::text from transfer where xid >= ?::text::xid8 and xid < ?::text::xid8
            order by xid offset ? limit 1
            """)) {
      s.setString(1, from.toString());
      s.setString(2, horizon.toString());
      s.setInt(3, TRANSFERS - 1);
      try (var row = s.executeQuery()) {
        return row.next() ? new BigInteger(row.getString(1)).add(BigInteger.ONE) : horizon;
      }
    }
  }

  /** Of a seal; nothing before the first. */
  private static BigInteger horizon(Connection connection, long number) throws SQLException {
    try (var s = connection.prepareStatement("select horizon::text from seal where number = ?")) {
      s.setLong(1, number);
      try (var row = s.executeQuery()) {
        return row.next() ? new BigInteger(row.getString(1)) : BigInteger.ZERO;
      }
    }
  }

  private static Optional<Seal> last(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement(
                "select " + Seal.COLUMNS + " from seal order by number desc limit 1");
        var row = s.executeQuery()) {
      return row.next() ? Optional.of(Seal.read(row)) : Optional.empty();
    }
  }

  /** Every transaction below it is over, and this connection sees what it wrote. */
  private static BigInteger horizon(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement("select pg_snapshot_xmin(pg_current_snapshot())::text");
        var row = s.executeQuery()) {
      row.next();
      return new BigInteger(row.getString(1));
    }
  }

  private boolean add(Seal seal) throws SQLException {
    try (var connection = source.getConnection();
        var s = connection.prepareStatement("select add_seal(?, ?, ?, ?, ?, ?, ?)")) {
      s.setObject(1, seal.book());
      s.setLong(2, seal.number());
      s.setString(3, seal.horizon().toString());
      s.setLong(4, seal.transfers());
      s.setBytes(5, seal.bytes());
      s.setBytes(6, seal.previous().bytes());
      s.setBytes(7, seal.head().bytes());
      try (var row = s.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
