package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Keeps the sums by day of recording that balances are read of, beside posting, and proves them
 * against the moves again and again. Within a {@link BookTransaction} that writes.
 */
public final class DayBalances {
  /** Those that were proved longest ago, first those that never were. */
  private static final String NEXT =
      """
      select d.day::date, d.day = d.first
      from balance_head h
        cross join lateral (
          select least((b.opened at time zone 'UTC')::date, h.through,
                       (select min(s.recorded) from balance_day s)) as first
          from book b) b
        cross join lateral (
          select b.first, b.first + n as day from generate_series(0, h.through - b.first) n) d
        left join balance_check c on c.recorded = d.day
      order by c.checked nulls first, d.day limit ?
      """;

  private static final String PROOF =
      """
      with moved as (
        select account, t.posting_date as day, (t.effective at time zone 'UTC')::date as effective,
               sum(debits) as debits, sum(credits) as credits
        from %s
        where t.recorded >= ? and t.recorded < ?
        group by 1, 2, 3),
      summed as (
        select account, day, effective, debits, credits from balance_day where recorded = ?)
      insert into balance_check (tenant, recorded, checked, differences)
      select ?, ?, ?, coalesce(jsonb_agg(jsonb_build_object(
          'name', 'day-balance',
          'subject', concat_ws(' ', coalesce(a.code, account::text), a.currency, 'of', day, 'recorded', ?::date),
          'expected', concat(coalesce(m.debits, 0), ' - ', coalesce(m.credits, 0)),
          'found', concat(coalesce(s.debits, 0), ' - ', coalesce(s.credits, 0)))), '[]')
      from moved m full join summed s using (account, day, effective)
        left join account a on a.id = account
      where m.debits is distinct from s.debits or m.credits is distinct from s.credits
      on conflict (tenant, recorded) do update
        set checked = excluded.checked, differences = excluded.differences
      """
          .formatted(SummedDays.SIDES);

  private final Connection connection;
  private final UUID tenant;

  public DayBalances(Connection connection, UUID tenant) {
    this.connection = connection;
    this.tenant = tenant;
  }

  /**
   * Sums the next days that nothing can join any more.
   *
   * @param most how many at most
   * @return whether some were: then there may be more
   */
  public boolean sum(int most) throws SQLException {
    var before = SummedDays.of(connection);
    try (var s = connection.prepareStatement("select sum_balances(?, ?)")) {
      s.setObject(1, tenant);
      s.setInt(2, most);
      try (var row = s.executeQuery()) {
        row.next();
        var through = row.getObject(1, LocalDate.class);
        return through != null && through.isAfter(before.through());
      }
    }
  }

  private record Day(LocalDate day, boolean first) {}

  /**
   * Compares sums with all moves that were recorded on their days: so many days, those that were
   * compared longest ago. What differs stays until they are compared again.
   */
  public void prove(int days, Instant at) throws SQLException {
    for (var day : next(days)) {
      try (var s = connection.prepareStatement(PROOF)) {
        // what is recorded before the first day has no sum
        s.setObject(1, day.first() ? OffsetDateTime.MIN : start(day.day()));
        s.setObject(2, start(day.day().plusDays(1)));
        s.setObject(3, day.day());
        s.setObject(4, tenant);
        s.setObject(5, day.day());
        s.setObject(6, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
        s.setObject(7, day.day());
        s.executeUpdate();
      }
    }
  }

  private List<Day> next(int days) throws SQLException {
    try (var s = connection.prepareStatement(NEXT)) {
      s.setInt(1, days);
      var found = new ArrayList<Day>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(new Day(row.getObject(1, LocalDate.class), row.getBoolean(2)));
        }
      }
      return found;
    }
  }

  private static OffsetDateTime start(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
