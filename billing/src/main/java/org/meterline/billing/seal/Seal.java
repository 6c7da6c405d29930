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
 * A link of a book's chain. Those of the first form cover transfers alone; those of the second
 * charges and the tax of sales, too. What was charged before there were any is taken in by the
 * first of them, in the order of its ids, under the horizon of the last one of the first form.
 *
 * @param form 1 or 2
 * @param number 1, 2, …
 * @param horizon transactions below it are covered
 * @param transfers in all, up to here
 * @param head hash over the book's id, all of these and the leaves
 */
record Seal(
    UUID book,
    int form,
    long number,
    BigInteger horizon,
    long transfers,
    List<Leaf> leaves,
    Leaf.Hash previous,
    Leaf.Hash head,
    Instant sealed) {
  private static final int FORM = 2;

  Seal {
    leaves = List.copyOf(leaves);
  }

  static final String COLUMNS =
      "tenant, form, number, horizon::text, transfers, leaves, previous, head, sealed";

  /** What a chain begins after. */
  static Seal beforeFirst(UUID book) {
    return new Seal(
        book, 1, 0, BigInteger.ZERO, 0, List.of(), Leaf.Hash.NONE, Leaf.Hash.NONE, Instant.EPOCH);
  }

  /** The next link. */
  Seal next(BigInteger newHorizon, List<Leaf> covered, Instant at) {
    long total = transfers + transfers(covered);
    return new Seal(
        book,
        FORM,
        number + 1,
        newHorizon,
        total,
        covered,
        head,
        hash(book, FORM, number + 1, newHorizon, total, bytes(FORM, covered), head),
        at);
  }

  /** The head as the other fields give it. */
  Leaf.Hash computed() {
    return hash(book, form, number, horizon, transfers, bytes(form, leaves), previous);
  }

  /** The leaves as they are kept. */
  byte[] bytes() {
    return bytes(form, leaves);
  }

  boolean covers(Leaf one) {
    return leaves.stream().anyMatch(leaf -> leaf.of(one));
  }

  /** How many transfers it covers itself. */
  long covered() {
    return transfers(leaves);
  }

  /** Whether it may cover charges. */
  boolean charges() {
    return form == FORM;
  }

  /**
   * Whether it takes in what was charged before charges were sealed.
   *
   * @param last the predecessor's horizon
   */
  boolean takesIn(BigInteger last) {
    return charges() && horizon.equals(last);
  }

  private static long transfers(List<Leaf> leaves) {
    return leaves.stream().filter(leaf -> leaf.kind() == Leaf.Kind.TRANSFER).count();
  }

  private static int size(int form) {
    return (form == FORM ? 1 : 0) + 16 + Leaf.Hash.BYTES;
  }

  private static byte[] bytes(int form, List<Leaf> leaves) {
    var bytes = ByteBuffer.allocate(leaves.size() * size(form));
    for (var leaf : leaves) {
      if (form == FORM) {
        bytes.put(leaf.kind().letter());
      }
      bytes.put(Digest.bytes(leaf.id())).put(leaf.hash().bytes());
    }
    return bytes.array();
  }

  private static List<Leaf> leaves(int form, byte[] bytes) {
    var from = ByteBuffer.wrap(bytes);
    var leaves = new ArrayList<Leaf>(bytes.length / size(form));
    while (from.remaining() >= size(form)) {
      var kind = form == FORM ? Leaf.Kind.of(from.get()) : Leaf.Kind.TRANSFER;
      var id = new UUID(from.getLong(), from.getLong());
      byte[] hash = new byte[Leaf.Hash.BYTES];
      from.get(hash);
      leaves.add(new Leaf(kind, id, Leaf.Hash.of(hash)));
    }
    return leaves;
  }

  private static Leaf.Hash hash(
      UUID book,
      int form,
      long number,
      BigInteger horizon,
      long transfers,
      byte[] leaves,
      Leaf.Hash previous) {
    return new Digest()
        .add("meterline-seal-" + form)
        .add(book)
        .add(number)
        .add(horizon.toString())
        .add(transfers)
        .add(previous.bytes())
        .add(leaves)
        .end();
  }

  /**
   * @throws IllegalArgumentException if its leaves cannot be read, or there are none
   */
  static Seal read(ResultSet row) throws SQLException {
    var leaves = leaves(row.getInt(2), row.getBytes(6));
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException("a seal of nothing");
    }
    return new Seal(
        row.getObject(1, UUID.class),
        row.getInt(2),
        row.getLong(3),
        new BigInteger(row.getString(4)),
        row.getLong(5),
        leaves,
        Leaf.Hash.of(row.getBytes(7)),
        Leaf.Hash.of(row.getBytes(8)),
        row.getObject(9, OffsetDateTime.class).toInstant());
  }
}
