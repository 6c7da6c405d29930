package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * A wallet's statement. The balance after a line is what the wallet has, less what came later: so
 * what came before is never read, however long the wallet's history is.
 *
 * <p>What is posted side by side is committed in another order than that of its entries: so all
 * pieces are of the instant of the first, and what was committed later is in none of them.
 */
public final class Statement {
  private static final String LINES =
      """
      select p.entry, p.transfer, t.effective, t.kind, t.description, t.call, p.amount, t.currency,
             (b.units - coalesce(sum(p.amount) over (
                order by p.entry desc rows between unbounded preceding and 1 preceding), 0))::bigint,
             pg_current_snapshot()::text
      from page p join transfer t on t.id = p.transfer cross join balance b
      order by p.entry desc
      """;

  /** What was committed by then. A database that was restored has ids that are yet to come. */
  private static final String HAD =
      """
      and (select pg_visible_in_snapshot(t.xid, ?::pg_snapshot)
                    or t.xid >= pg_snapshot_xmax(pg_current_snapshot())
           from transfer t where t.tenant = m.tenant and t.id = m.transfer)
      """;

  private final Connection connection;
  private final UUID wallet;

  /**
   * @param connection within a {@link BookTransaction}
   */
  public Statement(Connection connection, UUID wallet) {
    this.connection = connection;
    this.wallet = wallet;
  }

  /**
   * A place in a statement: the lines that come after it are older.
   *
   * @param entry the line's
   * @param units the balance before that line, if it is known: otherwise all that is newer is read
   * @param cut as of when the balance is known; null if it is not
   */
  public record Place(long entry, @Nullable Long units, @Nullable Cut cut) {
    /** Before the newest line. */
    public static final Place NEWEST = new Place(Long.MAX_VALUE, null, null);
  }

  /**
   * A piece of a statement.
   *
   * @param cut as of when it is; null if there are no lines
   */
  public record Piece(List<StatementLine> lines, @Nullable Cut cut) {
    public Piece {
      lines = List.copyOf(lines);
    }

    /** After one of its lines. */
    public Place after(StatementLine line) {
      return new Place(line.entry(), line.balanceAfter().units() - line.amount().units(), cut);
    }
  }

  /** So many lines, newest first. */
  public Piece lines(Place after, int limit) throws SQLException {
    var cut = after.cut();
    var had = cut == null ? "" : HAD;
    try (var s =
        connection.prepareStatement(
            """
            with line as (
              (select entry, transfer, amount from move m
                 where credit_wallet = ? and entry < ? %1$s order by entry desc limit ?)
              union all
              (select entry, transfer, -amount from move m
                 where debit_wallet = ? and entry < ? %1$s order by entry desc limit ?)),
            page as (select * from line order by entry desc limit ?),
            balance as (
              select coalesce(
                ?::numeric,
                (select w.balance from wallet w where w.id = ?)
                  - coalesce((select sum(m.amount) from move m
                              where m.credit_wallet = ? and m.entry >= ?), 0)
                  + coalesce((select sum(m.amount) from move m
                              where m.debit_wallet = ? and m.entry >= ?), 0)) as units)
            """
                    .formatted(had)
                + LINES)) {
      int at = 0;
      for (int side = 0; side < 2; side++) {
        s.setObject(++at, wallet);
        s.setLong(++at, after.entry());
        if (cut != null) {
          s.setString(++at, cut.snapshot());
        }
        s.setInt(++at, limit);
      }
      s.setInt(++at, limit);
      s.setObject(++at, after.units(), Types.BIGINT);
      s.setObject(++at, wallet);
      s.setObject(++at, wallet);
      s.setLong(++at, after.entry());
      s.setObject(++at, wallet);
      s.setLong(++at, after.entry());
      var found = read(s);
      return cut == null ? found : new Piece(found.lines(), cut);
    }
  }

  /** The line that a transfer made: the first one, if it made several. */
  public Optional<StatementLine> lineOf(UUID transfer) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            with line as (
              select entry, transfer, amount from move where transfer = ? and credit_wallet = ?
              union all
              select entry, transfer, -amount from move where transfer = ? and debit_wallet = ?),
            page as (select * from line order by entry limit 1),
            balance as (
              select (select w.balance from wallet w where w.id = ?)
                  - coalesce((select sum(m.amount) from move m
                              where m.credit_wallet = ? and m.entry > p.entry), 0)
                  + coalesce((select sum(m.amount) from move m
                              where m.debit_wallet = ? and m.entry > p.entry), 0) as units
              from page p)
            """
                + LINES)) {
      s.setObject(1, transfer);
      s.setObject(2, wallet);
      s.setObject(3, transfer);
      s.setObject(4, wallet);
      s.setObject(5, wallet);
      s.setObject(6, wallet);
      s.setObject(7, wallet);
      return read(s).lines().stream().findFirst();
    }
  }

  private static Piece read(PreparedStatement s) throws SQLException {
    Cut cut = null;
    var lines = new ArrayList<StatementLine>();
    try (var row = s.executeQuery()) {
      while (row.next()) {
        cut = new Cut(row.getString(10));
        var currency = Currency.of(row.getString(8));
        lines.add(
            new StatementLine(
                row.getLong(1),
                row.getObject(2, UUID.class),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                row.getString(5),
                row.getObject(6, UUID.class),
                Money.of(row.getLong(7), currency),
                Money.of(row.getLong(9), currency)));
      }
    }
    return new Piece(lines, cut);
  }
}
