package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * How far what moved a book's accounts is summed by day of recording, in UTC. A day is summed once,
 * when nothing can join it any more; so the sums of these days and the moves that were recorded
 * later are all there is, whatever is summed meanwhile.
 *
 * @param through the last day; {@link LocalDate#MIN} before the first
 */
record SummedDays(LocalDate through) {
  /**
   * What moved accounts, move by move: the transfer {@code t}, and {@code account}, {@code debits}
   * and {@code credits}. Moves are found by their transfers, so that what is read is as much as was
   * asked for, and never all moves.
   */
  static final String SIDES =
      """
      transfer t
        cross join lateral (
          select m.debit, m.credit, m.amount from move m
          where m.tenant = t.tenant and m.transfer = t.id offset 0) m
        cross join lateral (values (m.debit, m.amount, 0), (m.credit, 0, m.amount))
          as side (account, debits, credits)
      """;

  /** Every summed {@code d.day}, whether it is the {@code d.first}, and when it was proved. */
  static final String DAYS =
      """
      balance_head h
        cross join lateral (
          select least((b.opened at time zone 'UTC')::date, h.through,
                       (select min(s.recorded) from balance_day s)) as first
          from book b) b
        cross join lateral (
          select b.first + n as day, n = 0 as first
          from generate_series(0, h.through - b.first) n) d
        left join balance_check c on c.recorded = d.day
      """;

  static SummedDays of(Connection connection) throws SQLException {
    return of(connection, "select through from balance_head where through is not null");
  }

  /** The same of the days that were proved: up to the first that never was. */
  static SummedDays proved(Connection connection) throws SQLException {
    return of(
        connection,
        """
        select coalesce(min(d.day) filter (where c.recorded is null), h.through + 1) - 1
        from %s
        group by h.through
        having bool_or(d.first and c.recorded is not null)
        """
            .formatted(DAYS));
  }

  private static SummedDays of(Connection connection, String sql) throws SQLException {
    try (var s = connection.prepareStatement(sql);
        var row = s.executeQuery()) {
      return new SummedDays(row.next() ? row.getObject(1, LocalDate.class) : LocalDate.MIN);
    }
  }

  /** The last day in words of the database. */
  String last() {
    return through.equals(LocalDate.MIN) ? "-infinity" : through.toString();
  }

  /** Nothing that was recorded from here on is summed. */
  OffsetDateTime end() {
    return through.equals(LocalDate.MIN)
        ? OffsetDateTime.MIN
        : through.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
