package org.meterline.billing.seal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.meterline.billing.ledger.BookTransaction;

/** Builds the chains of books, beside posting: it takes no lock that a posting waits for. */
public final class Seals {
  /** What one seal covers at most, unless one transaction wrote more. */
  static final int MOST = 20_000;

  /**
   * No posting is written this long after its transaction began. One that were would be missing in
   * the chain, and the check would name it.
   */
  private static final Duration SLACK = Duration.ofHours(1);

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
   * @return how many transfers were sealed now
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
    var last = last(connection).orElseGet(() -> Seal.beforeFirst(book));
    var horizon = horizon(connection);
    var covered = new ArrayList<Leaf>();
    var upTo = horizon;
    try (var leaves =
        Leaves.between(
            connection,
            last.horizon(),
            horizon,
            last.number() == 0 ? Instant.EPOCH : last.sealed().minus(SLACK))) {
      var xid = BigInteger.ZERO;
      for (var leaf = leaves.next(); leaf != null; leaf = leaves.next()) {
        if (covered.size() >= MOST && !leaf.xid().equals(xid)) {
          upTo = leaf.xid();
          break;
        }
        xid = leaf.xid();
        covered.add(leaf.leaf());
      }
    }
    return covered.isEmpty()
        ? Optional.empty()
        : Optional.of(last.next(upTo, covered, last.sealed()));
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
