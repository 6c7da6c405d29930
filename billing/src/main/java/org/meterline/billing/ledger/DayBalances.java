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
      "select d.day, d.first from "
          + SummedDays.DAYS
          + " order by c.checked nulls first, d.day limit ?";

  private static final String NEW =
      "select count(*) from " + SummedDays.DAYS + " where d.day is not null and c.recorded is null";

  /** What moved accounts, wallets and pockets, beside its sums; and the postings by themselves. */
  private static final String PROOF =
      """
      with %s,
      moved as (
        select side.account, m.posting_date as day, (m.effective at time zone 'UTC')::date as effective,
               sum(side.debits) as debits, sum(side.credits) as credits
        from fresh_move m
          cross join lateral (values (m.debit, m.amount, 0), (m.credit, 0, m.amount)) as side (account, debits, credits)
        group by 1, 2, 3),
      summed as (
        select account, day, effective, debits, credits from balance_day where recorded = :day),
      paid as (
        select side.holder, sum(side.amount) as amount
        from fresh_move m
          cross join lateral (values (m.credit_wallet, m.amount), (m.debit_wallet, -m.amount),
                                     (m.credit_pocket, m.amount), (m.debit_pocket, -m.amount)) as side (holder, amount)
        where side.holder is not null group by side.holder),
      kept as (
        select w.holder, w.amount, w.balance, coalesce(b.balance, 0) as before
        from wallet_day w
          left join lateral (
            select b.balance from wallet_day b
            where b.tenant = w.tenant and b.holder = w.holder and b.recorded < w.recorded
            order by b.recorded desc limit 1) b on true
        where w.recorded = :day),
      differing as (
        select 'day-balance' as name,
               concat_ws(' ', coalesce(a.code, account::text), a.currency, 'of', day, 'recorded', :day) as subject,
               concat(coalesce(m.debits, 0), ' - ', coalesce(m.credits, 0)) as expected,
               concat(coalesce(s.debits, 0), ' - ', coalesce(s.credits, 0)) as found
        from moved m full join summed s using (account, day, effective)
          left join account a on a.id = account
        where m.debits is distinct from s.debits or m.credits is distinct from s.credits
        union all
        select 'wallet-day', concat_ws(' ', holder, 'recorded', :day),
               concat(coalesce(p.amount, 0), ' to ', k.before + coalesce(p.amount, 0)),
               concat(coalesce(k.amount, 0), ' to ', coalesce(k.balance, 0))
        from paid p full join kept k using (holder)
        where p.amount is distinct from k.amount or k.balance <> k.before + k.amount
        union all
        select name, subject, expected, found from (%s) as posting)
      insert into balance_check (tenant, recorded, checked, differences)
      select ?, :day, ?, coalesce(jsonb_agg(jsonb_build_object(
          'name', name, 'subject', subject, 'expected', expected, 'found', found)), '[]')
      from differing
      on conflict (tenant, recorded) do update
        set checked = excluded.checked, differences = excluded.differences
      """
          .formatted(PostingChecks.WITH, PostingChecks.CHECKS);

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

  /** How many days are summed and were never proved. */
  public int unproved() throws SQLException {
    try (var s = connection.prepareStatement(NEW);
        var row = s.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  /**
   * Proves so many days, those that were proved longest ago: compares sums with all moves that were
   * recorded then, and whatever else was posted with itself. What differs stays until they are
   * proved again.
   */
  public void prove(int days, Instant at) throws SQLException {
    var next = next(days);
    Reconciliation.joinWhole(connection);
    for (var day : next) {
      // what is recorded before the first day has no sum
      var span = CheckedSpan.of(day.day(), day.first());
      var sql = span.in(PROOF).replace(":day", "date '" + day.day() + "'");
      try (var s = connection.prepareStatement(sql)) {
        s.setObject(1, tenant);
        s.setObject(2, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
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
}
