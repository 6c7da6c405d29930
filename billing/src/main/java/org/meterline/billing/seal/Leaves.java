package org.meterline.billing.seal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a book's chain covers in the order of the chain (transaction, then id), each hashed: its
 * instants in microseconds, then all that stands in its row, and of a transfer in its moves, as
 * JSON without nulls; of a charge the SHA-256 of that, so that traces need not be sorted. So a
 * column that comes later leaves old hashes as they are, as long as it may be null. Read one at a
 * time, within a transaction.
 */
final class Leaves implements AutoCloseable {
  private static final int FETCH = 2000;
  private static final UUID LEAST = new UUID(0, 0);

  /** Which transfers, and from where charges and taxes, is told. */
  private static final String SQL =
      """
      select q.xid::text, q.kind, q.id, q.recorded, q.effective, q.own, q.move
      from (
        select t.xid, 0 as kind, t.id, t.recorded, t.effective,
               jsonb_strip_nulls(to_jsonb(t) - array['xid', 'recorded', 'effective'])::text as own,
               m.line, jsonb_strip_nulls(to_jsonb(m))::text as move
        from transfer t left join move m on m.tenant = t.tenant and m.transfer = t.id
        where %s
        union all
        select c.xid, 1, c.id, c.recorded, null,
               encode(sha256(convert_to(jsonb_strip_nulls(to_jsonb(c) - array['xid', 'recorded'])::text, 'UTF8')), 'hex'),
               null, null
        from %s
        union all
        select x.xid, 2, x.transfer, null, null, jsonb_strip_nulls(to_jsonb(x) - 'xid')::text, null, null
        from %s) q
      order by %s
      """;

  private static final String CHAIN = "q.xid, q.id, q.kind, q.line";
  private static final String WITHIN = "%1$s.xid >= ?::text::xid8 and %1$s.xid < ?::text::xid8";
  private static final String OF_TRANSFERS = WITHIN.formatted("t");

  /** What cost something is found by its transfer; nothing is read that was sealed long ago. */
  private static final String POSTED =
      SQL.formatted(
          OF_TRANSFERS,
          "(select c.* from transfer t join charge c on c.tenant = t.tenant and c.id = t.id"
              + " where c.xid = t.xid and c.amount > 0 and "
              + OF_TRANSFERS
              + " union all select c.* from charge c where c.amount = 0 and "
              + WITHIN.formatted("c")
              + ") c",
          "transfer t join sale_tax x on x.tenant = t.tenant and x.transfer = t.id"
              + " where x.xid = t.xid and "
              + OF_TRANSFERS,
          CHAIN);

  /** All that says it is of these transactions, whatever else there is of it. */
  private static final String ALL =
      SQL.formatted(
          "t.xid < ?::text::xid8",
          "charge c where c.xid < ?::text::xid8",
          "sale_tax x where x.xid < ?::text::xid8",
          CHAIN);

  /**
   * What was charged before charges were sealed; no charge and tax have one id. Cut off before
   * anything is hashed: there may be millions.
   */
  private static final String EARLIER =
      SQL.formatted(
          "false",
          "(select * from charge where xid is null and id > ? order by id limit ?) c",
          "(select * from sale_tax where xid is null and transfer > ? order by transfer limit ?) x",
          "q.id");

  private final PreparedStatement statement;
  private final ResultSet row;
  private boolean more;
  private @Nullable Posted peeked;

  /** A leaf and the transaction that wrote it; null: before charges were sealed. */
  record Posted(@Nullable BigInteger xid, Leaf leaf) {}

  private Leaves(Connection connection, String sql, List<?> arguments) throws SQLException {
    this.statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCH);
    for (int i = 0; i < arguments.size(); i++) {
      statement.setObject(i + 1, arguments.get(i));
    }
    this.row = statement.executeQuery();
    this.more = row.next();
    this.peeked = read();
  }

  /** What is to be sealed. */
  static Leaves posted(Connection connection, BigInteger from, BigInteger until)
      throws SQLException {
    var within = List.of(from.toString(), until.toString());
    return new Leaves(
        connection, POSTED, Collections.nCopies(4, within).stream().flatMap(List::stream).toList());
  }

  /** All of the book up to there. */
  static Leaves all(Connection connection, BigInteger until) throws SQLException {
    return new Leaves(connection, ALL, Collections.nCopies(3, until.toString()));
  }

  /**
   * Charges and taxes from before charges were sealed, by id.
   *
   * @param after the last one that was read before; null: none was
   * @param most so many of each kind at most, so that as many in all are the next ones
   */
  static Leaves earlier(Connection connection, @Nullable UUID after, long most)
      throws SQLException {
    UUID from = after == null ? LEAST : after;
    return new Leaves(connection, EARLIER, List.of(from, most, from, most));
  }

  /** The next one, or null at the end; it stays the next one. */
  @Nullable Posted peek() {
    return peeked;
  }

  /** The next one, or null at the end. */
  @Nullable Posted next() throws SQLException {
    var next = peeked;
    peeked = read();
    return next;
  }

  private @Nullable Posted read() throws SQLException {
    if (!more) {
      return null;
    }
    var xid = row.getString(1);
    var kind = Leaf.Kind.at(row.getInt(2));
    var id = row.getObject(3, UUID.class);
    var digest = new Digest().add(micros(4)).add(micros(5)).add(row.getString(6));
    do {
      if (kind == Leaf.Kind.TRANSFER) {
        digest.add(row.getString(7));
      }
      more = row.next();
    } while (more
        && kind == Leaf.Kind.at(row.getInt(2))
        && id.equals(row.getObject(3, UUID.class)));
    return new Posted(xid == null ? null : new BigInteger(xid), new Leaf(kind, id, digest.end()));
  }

  private @Nullable Long micros(int column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null
        ? null
        : Math.addExact(Math.multiplyExact(at.toEpochSecond(), 1_000_000L), at.getNano() / 1000);
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
