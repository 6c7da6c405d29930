package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What the last check of a day found; kept per tenant and day of the book's zone.
 *
 * @param checked when it was checked last
 * @param calls charges of the day
 * @param transfers with the day as posting date; journals alone are recorded long before it
 * @param wallets that there were
 */
public record DayCheck(
    LocalDate day,
    Instant checked,
    long calls,
    long transfers,
    long wallets,
    List<Reconciliation.Difference> differences) {
  public DayCheck {
    differences = List.copyOf(differences);
  }

  /**
   * Keeps what was found as that of the instant's day. Within a {@link BookTransaction} that
   * writes.
   */
  public static void keep(
      Connection connection, UUID tenant, Instant at, List<Reconciliation.Difference> found)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into reconciliation (tenant, day, checked, calls, transfers, wallets, differences)
            select b.tenant, today.day, ?,
                   (select count(*) from charge c
                    where c.recorded >= today.day::timestamp at time zone b.time_zone
                      and c.recorded < (today.day + 1)::timestamp at time zone b.time_zone),
                   (select count(*) from transfer t
                    where t.posting_date = today.day and t.recorded >= today.day - interval '2 days')
                   + (select count(*) from journal j join transfer t on t.tenant = j.tenant and t.id = j.id
                      where j.posting_date = today.day and t.recorded < today.day - interval '2 days'),
                   (select count(*) from wallet),
                   (select coalesce(jsonb_agg(jsonb_build_object(
                      'name', d.name, 'subject', d.subject, 'expected', d.expected, 'found', d.found)), '[]')
                    from unnest(?, ?, ?, ?) as d (name, subject, expected, found))
            from book b cross join lateral (select (? at time zone b.time_zone)::date as day) today
            where b.tenant = ?
            on conflict (tenant, day) do update set checked = excluded.checked, calls = excluded.calls,
              transfers = excluded.transfers, wallets = excluded.wallets, differences = excluded.differences
            """)) {
      var instant = OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
      s.setObject(1, instant);
      s.setArray(2, texts(connection, found, Reconciliation.Difference::name));
      s.setArray(3, texts(connection, found, Reconciliation.Difference::subject));
      s.setArray(4, texts(connection, found, Reconciliation.Difference::expected));
      s.setArray(5, texts(connection, found, Reconciliation.Difference::found));
      s.setObject(6, instant);
      s.setObject(7, tenant);
      s.executeUpdate();
    }
  }

  /** When the book was checked last before the instant's day; empty if it never was. */
  public static Optional<Instant> lastBefore(Connection connection, Instant at)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select max(r.checked)
            from reconciliation r join book b on b.tenant = r.tenant
            where r.day < (? at time zone b.time_zone)::date
            """)) {
      s.setObject(1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
      try (var row = s.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
            .map(OffsetDateTime::toInstant);
      }
    }
  }

  private static java.sql.Array texts(
      Connection connection,
      List<Reconciliation.Difference> found,
      Function<Reconciliation.Difference, String> field)
      throws SQLException {
    return connection.createArrayOf("text", found.stream().map(field).toArray());
  }

  /**
   * The latest days first.
   *
   * @param before only earlier days
   */
  public static List<DayCheck> list(Connection connection, LocalDate before, int limit)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select r.day, r.checked, r.calls, r.transfers, r.wallets,
                   d.name, d.subject, d.expected, d.found
            from (select * from reconciliation where day < ? order by day desc limit ?) r
              left join lateral jsonb_to_recordset(r.differences)
                as d (name text, subject text, expected text, found text) on true
            order by r.day desc, d.name, d.subject
            """)) {
      s.setObject(1, before);
      s.setInt(2, limit);
      var days = new ArrayList<DayCheck>();
      var differences = new ArrayList<Reconciliation.Difference>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var day = row.getObject(1, LocalDate.class);
          if (days.isEmpty() || !days.getLast().day().equals(day)) {
            differences.clear();
            days.add(
                new DayCheck(
                    day,
                    row.getObject(2, OffsetDateTime.class).toInstant(),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    List.of()));
          }
          if (row.getString(6) != null) {
            differences.add(
                new Reconciliation.Difference(
                    row.getString(6), row.getString(7), row.getString(8), row.getString(9)));
            days.set(days.size() - 1, days.getLast().with(differences));
          }
        }
      }
      return days;
    }
  }

  private DayCheck with(List<Reconciliation.Difference> found) {
    return new DayCheck(day, checked, calls, transfers, wallets, found);
  }
}
