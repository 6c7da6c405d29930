package org.meterline.billing.seal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.seal.Leaves.Posted;

/**
 * Whether a book still is what its chain says, read from the first leaf to the last. Within a
 * {@link org.meterline.billing.ledger.BookTransaction}, a reading one.
 */
public final class ChainCheck {
  private static final int FETCH = 20;

  private final Connection connection;
  private final UUID book;
  private final Map<Long, List<SealedHead>> kept = new TreeMap<>();
  private long seals;
  private long transfers;
  private long charges;

  /**
   * @param kept heads that went out earlier, some of them more than once: the chain must still have
   *     them all
   */
  public ChainCheck(Connection connection, UUID book, Collection<SealedHead> kept) {
    this.connection = connection;
    this.book = book;
    kept.stream()
        .filter(head -> head.book().equals(book))
        .forEach(
            head -> this.kept.computeIfAbsent(head.number(), n -> new ArrayList<>()).add(head));
  }

  /**
   * The first thing that does not agree.
   *
   * @param name stable, lower-kebab: {@code chain-broken}, {@code head-differs}, {@code
   *     head-missing}, {@code transfer-changed}, {@code transfer-missing}, {@code transfer-added},
   *     and the same of a {@code charge} and a {@code tax}
   * @param subject the transfer's or the charge's id, or {@code seal} and its number
   */
  public record Difference(String name, String subject, String explanation) {}

  /**
   * What was checked.
   *
   * @param charges with what other sales say of tax
   */
  public record Result(long seals, long transfers, long charges, Optional<Difference> difference) {}

  public Result run() throws SQLException {
    var difference = Optional.ofNullable(compare());
    return new Result(seals, transfers, charges, difference);
  }

  private @Nullable Difference compare() throws SQLException {
    try (var posted = Leaves.all(connection, horizon());
        var earlier = Leaves.earlier(connection, null, Long.MAX_VALUE);
        var s =
            connection.prepareStatement("select " + Seal.COLUMNS + " from seal order by number")) {
      s.setFetchSize(FETCH);
      var last = Seal.beforeFirst(book);
      boolean begun = false; // to cover charges that are posted since
      try (var row = s.executeQuery()) {
        while (row.next()) {
          Seal seal;
          try {
            seal = Seal.read(row);
          } catch (IllegalArgumentException e) {
            return broken(last, row.getLong("number"));
          }
          boolean takesIn = seal.takesIn(last.horizon());
          var differs = link(last, seal, begun && takesIn);
          if (differs == null && takesIn) {
            var end = seal.leaves().getLast().id();
            differs = covered(seal, earlier, next -> atMost(next.leaf().id(), end));
          } else if (differs == null) {
            differs = covered(seal, posted, next -> below(next.xid(), seal.horizon()));
          }
          boolean begins = !begun && !takesIn && seal.charges();
          var late = begins ? earlier.peek() : null;
          if (differs == null && late != null) {
            differs = added(late.leaf(), "it says it was there before charges were sealed");
          }
          if (differs != null) {
            return differs;
          }
          begun = begun || begins;
          seals++;
          last = seal;
        }
      }
      return kept.values().stream()
          .flatMap(List::stream)
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

  /** Leaf by leaf, those that belong within the seal. */
  private @Nullable Difference covered(Seal seal, Leaves from, Predicate<Posted> within)
      throws SQLException {
    for (int i = 0; i < seal.leaves().size(); i++) {
      var differs = leaf(seal, i, peek(from, within));
      if (differs != null) {
        return differs;
      }
      if (seal.leaves().get(i).kind() == Leaf.Kind.TRANSFER) {
        transfers++;
      } else {
        charges++;
      }
      var _ = from.next();
    }
    var next = peek(from, within);
    return next == null ? null : added(next, seal);
  }

  private static @Nullable Leaf peek(Leaves from, Predicate<Posted> within) {
    var next = from.peek();
    return next != null && within.test(next) ? next.leaf() : null;
  }

  private static boolean below(@Nullable BigInteger xid, BigInteger horizon) {
    return xid != null && xid.compareTo(horizon) < 0;
  }

  /** In the order of the database. */
  private static boolean atMost(UUID id, UUID end) {
    return Arrays.compareUnsigned(Digest.bytes(id), Digest.bytes(end)) <= 0;
  }

  private @Nullable Difference link(Seal last, Seal seal, boolean late) {
    if (late
        || (last.charges() && !seal.charges())
        || seal.number() != last.number() + 1
        || !seal.previous().equals(last.head())
        || seal.horizon().compareTo(last.horizon()) < 0
        || seal.transfers() != last.transfers() + seal.covered()
        || !seal.computed().equals(seal.head())) {
      return broken(last, seal.number());
    }
    return kept.getOrDefault(seal.number(), List.of()).stream()
        .filter(head -> !head.head().equals(seal.head().hex()))
        .findFirst()
        .map(
            head ->
                new Difference(
                    "head-differs",
                    "seal " + seal.number(),
                    "the head that went out was " + head.head() + ", not " + seal.head().hex()))
        .orElse(null);
  }

  private static Difference broken(Seal last, long number) {
    return new Difference(
        "chain-broken",
        "seal " + number,
        "it does not follow from seal " + last.number() + " and its own leaves");
  }

  private static @Nullable Difference leaf(Seal seal, int index, @Nullable Leaf found) {
    var sealed = seal.leaves().get(index);
    var kind = sealed.kind();
    if (found != null && found.equals(sealed)) {
      return null;
    } else if (found != null && found.of(sealed)) {
      return new Difference(
          kind.word() + "-changed",
          sealed.id().toString(),
          kind.whole() + " not as seal " + seal.number() + " has it");
    } else if (found != null && !seal.covers(found)) {
      return added(found, seal);
    }
    return new Difference(
        kind.word() + "-missing",
        sealed.id().toString(),
        "seal " + seal.number() + " has it, the book has not");
  }

  private static Difference added(Leaf leaf, Seal seal) {
    return added(leaf, "it lies within seal " + seal.number() + ", which has it not");
  }

  private static Difference added(Leaf leaf, String explanation) {
    return new Difference(leaf.kind().word() + "-added", leaf.id().toString(), explanation);
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
