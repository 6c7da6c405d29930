package org.meterline.billing.seal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A link of a book's chain.
 *
 * @param number 1, 2, …
 * @param horizon transactions below it are covered
 * @param transfers in all, up to here
 * @param head hash over the book's id, all of these and the leaves
 */
record Seal(
    UUID book,
    long number,
    BigInteger horizon,
    long transfers,
    List<Leaf> leaves,
    Leaf.Hash previous,
    Leaf.Hash head,
    Instant sealed) {
  Seal {
    leaves = List.copyOf(leaves);
  }

  static final String COLUMNS =
      "tenant, number, horizon::text, transfers, leaves, previous, head, sealed";

  /** What a chain begins after. */
  static Seal beforeFirst(UUID book) {
    return new Seal(
        book, 0, BigInteger.ZERO, 0, List.of(), Leaf.Hash.NONE, Leaf.Hash.NONE, Instant.EPOCH);
  }

  /** The next link. */
  Seal next(BigInteger newHorizon, List<Leaf> covered, Instant at) {
    long total = transfers + covered.size();
    return new Seal(
        book,
        number + 1,
        newHorizon,
        total,
        covered,
        head,
        hash(book, number + 1, newHorizon, total, bytes(covered), head),
        at);
  }

  /** The head as the other fields give it. */
  Leaf.Hash computed() {
    return hash(book, number, horizon, transfers, bytes(leaves), previous);
  }

  /** The leaves as they are kept. */
  byte[] bytes() {
    return bytes(leaves);
  }

  boolean covers(UUID transfer) {
    return leaves.stream().anyMatch(leaf -> leaf.id().equals(transfer));
  }

  private static byte[] bytes(List<Leaf> leaves) {
    var bytes = ByteBuffer.allocate(leaves.size() * Leaf.BYTES);
    for (var leaf : leaves) {
      bytes.put(Digest.bytes(leaf.id())).put(leaf.hash().bytes());
    }
    return bytes.array();
  }

  private static List<Leaf> leaves(byte[] bytes) {
    var from = ByteBuffer.wrap(bytes);
    var leaves = new ArrayList<Leaf>(bytes.length / Leaf.BYTES);
    while (from.remaining() >= Leaf.BYTES) {
      var id = new UUID(from.getLong(), from.getLong());
      byte[] hash = new byte[Leaf.Hash.BYTES];
      from.get(hash);
      leaves.add(new Leaf(id, Leaf.Hash.of(hash)));
    }
    return leaves;
  }

  private static Leaf.Hash hash(
      UUID book,
      long number,
      BigInteger horizon,
      long transfers,
      byte[] leaves,
      Leaf.Hash previous) {
    return new Digest()
        .add("meterline-seal-1")
        .add(book)
        .add(number)
        .add(horizon.toString())
        .add(transfers)
        .add(previous.bytes())
        .add(leaves)
        .end();
  }

  static Seal read(ResultSet row) throws SQLException {
    return new Seal(
        row.getObject(1, UUID.class),
        row.getLong(2),
        new BigInteger(row.getString(3)),
        row.getLong(4),
        leaves(row.getBytes(5)),
        Leaf.Hash.of(row.getBytes(6)),
        Leaf.Hash.of(row.getBytes(7)),
        row.getObject(8, OffsetDateTime.class).toInstant());
  }
}
