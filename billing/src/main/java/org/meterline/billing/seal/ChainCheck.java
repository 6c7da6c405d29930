package org.meterline.billing.seal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a book still is what its chain says, read from the first transfer to the last. Within a
 * {@link org.meterline.billing.ledger.BookTransaction}, a reading one.
 */
public final class ChainCheck {
  private static final int FETCH = 20;

  private final Connection connection;
  private final UUID book;
  private final Map<Long, SealedHead> kept = new HashMap<>();
  private long seals;
  private long transfers;

  /**
   * @param kept heads that went out earlier: the chain must still have them
   */
  public ChainCheck(Connection connection, UUID book, Collection<SealedHead> kept) {
    this.connection = connection;
    this.book = book;
    kept.stream().filter(h -> h.book().equals(book)).forEach(h -> this.kept.put(h.number(), h));
  }

  /**
   * The first thing that does not agree.
   *
   * @param name stable, lower-kebab: {@code chain-broken}, {@code head-differs}, {@code
   *     head-missing}, {@code transfer-changed}, {@code transfer-missing}, {@code transfer-added}
   * @param subject the transfer's id, or {@code seal} and its number
   */
  public record Difference(String name, String subject, String explanation) {}

  /** What was checked. */
  public record Result(long seals, long transfers, Optional<Difference> difference) {}

  public Result run() throws SQLException {
    var difference = Optional.ofNullable(compare());
    return new Result(seals, transfers, difference);
  }

  private @Nullable Difference compare() throws SQLException {
    try (var leaves = Leaves.between(connection, BigInteger.ZERO, horizon(), Instant.EPOCH);
        var s =
            connection.prepareStatement("select " + Seal.COLUMNS + " from seal order by number")) {
      s.setFetchSize(FETCH);
      var last = Seal.beforeFirst(book);
      var next = leaves.next();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var seal = Seal.read(row);
          var broken = link(last, seal);
          if (broken != null) {
            return broken;
          }
          for (int i = 0; i < seal.leaves().size(); i++) {
            var found =
                next != null && next.xid().compareTo(seal.horizon()) < 0 ? next.leaf() : null;
            var differs = leaf(seal, i, found);
            if (differs != null) {
              return differs;
            }
            transfers++;
            next = leaves.next();
          }
          if (next != null && next.xid().compareTo(seal.horizon()) < 0) {
            return added(next.leaf().id(), seal);
          }
          seals++;
          last = seal;
        }
      }
      return kept.values().stream()
          .filter(head -> head.number() > seals)
          .findFirst()
          .map(
              head ->
                  new Difference(
                      "head-missing",
                      "seal " + head.number(),
                      "a head of " + head.sealed() + " went out, but the chain ends before it"))
          .orElse(null);
    }
  }

  private @Nullable Difference link(Seal last, Seal seal) {
    var subject = "seal " + seal.number();
    if (seal.number() != last.number() + 1
        || !seal.previous().equals(last.head())
        || seal.horizon().compareTo(last.horizon()) < 0
        || seal.transfers() != last.transfers() + seal.leaves().size()
        || !seal.computed().equals(seal.head())) {
      return new Difference(
          "chain-broken",
          subject,
          "it does not follow from seal " + last.number() + " and its own leaves");
    }
    var head = kept.get(seal.number());
    if (head != null && !head.head().equals(seal.head().hex())) {
      return new Difference(
          "head-differs",
          subject,
          "the head that went out was " + head.head() + ", not " + seal.head().hex());
    }
    return null;
  }

  private static @Nullable Difference leaf(Seal seal, int index, @Nullable Leaf found) {
    var sealed = seal.leaves().get(index);
    if (found != null && found.equals(sealed)) {
      return null;
    } else if (found != null && found.id().equals(sealed.id())) {
      return new Difference(
          "transfer-changed",
          sealed.id().toString(),
          "it or its moves are not as seal " + seal.number() + " has them");
    } else if (found != null && !seal.covers(found.id())) {
      return added(found.id(), seal);
    }
    return new Difference(
        "transfer-missing",
        sealed.id().toString(),
        "seal " + seal.number() + " has it, the book has not");
  }

  private static Difference added(UUID transfer, Seal seal) {
    return new Difference(
        "transfer-added",
        transfer.toString(),
        "it lies within seal " + seal.number() + ", which has it not");
  }

  /** Where the chain ends: what was posted later is not sealed yet. */
  private BigInteger horizon() throws SQLException {
    try (var s =
            connection.prepareStatement(
                "select horizon::text from seal order by number desc limit 1");
        var row = s.executeQuery()) {
      return row.next() ? new BigInteger(row.getString(1)) : BigInteger.ZERO;
    }
  }
}
