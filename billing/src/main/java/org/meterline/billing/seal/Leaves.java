package org.meterline.billing.seal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A book's transfers in the order of the chain (transaction, then id), each hashed with its moves:
 * its instants in microseconds, then all that stands in its row and in theirs, as JSON without
 * nulls. So a column that comes later leaves old hashes as they are, as long as it may be null.
 * Read one at a time, within a transaction.
 */
final class Leaves implements AutoCloseable {
  private static final int FETCH = 2000;
  private static final String SQL =
      """
      select t.xid::text, t.id, t.recorded, t.effective,
             jsonb_strip_nulls(to_jsonb(t) - array['xid', 'recorded', 'effective'])::text,
             jsonb_strip_nulls(to_jsonb(m))::text
      from transfer t left join move m on m.tenant = t.tenant and m.transfer = t.id
      where t.xid >= ?::text::xid8 and t.xid < ?::text::xid8 and t.recorded >= ?
      order by t.xid, t.id, m.line
      """;

  private final PreparedStatement statement;
  private final ResultSet row;
  private boolean more;

  /** A leaf and the transaction that wrote it. */
  record Posted(BigInteger xid, Leaf leaf) {}

  private Leaves(PreparedStatement statement) throws SQLException {
    this.statement = statement;
    this.row = statement.executeQuery();
    this.more = row.next();
  }

  /**
   * @param recorded those that were written earlier are left out: it only makes reading quicker
   */
  static Leaves between(Connection connection, BigInteger from, BigInteger until, Instant recorded)
      throws SQLException {
    var statement = connection.prepareStatement(SQL);
    statement.setFetchSize(FETCH);
    statement.setString(1, from.toString());
    statement.setString(2, until.toString());
    statement.setObject(3, OffsetDateTime.ofInstant(recorded, ZoneOffset.UTC));
    return new Leaves(statement);
  }

  /** The next one, or null at the end. */
  @Nullable Posted next() throws SQLException {
    if (!more) {
      return null;
    }
    var xid = new BigInteger(row.getString(1));
    var id = row.getObject(2, UUID.class);
    var digest = new Digest().add(micros(3)).add(micros(4)).add(row.getString(5));
    do {
      digest.add(row.getString(6));
      more = row.next();
    } while (more && id.equals(row.getObject(2, UUID.class)));
    return new Posted(xid, new Leaf(id, digest.end()));
  }

  private long micros(int column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class).toInstant();
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
