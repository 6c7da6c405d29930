package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * All charges of a book: retail in a tenant's, wholesale and cost in the operator's. Within a
 * {@link BookTransaction}: its connection decides whose book it is.
 */
public final class ChargeBook {
  /** Days of a book's zone are no further from those of UTC, nor is one clock from another. */
  private static final Duration AROUND = Duration.ofDays(2);

  private final Connection connection;

  public ChargeBook(Connection connection) {
    this.connection = connection;
  }

  /**
   * Which charges are wanted; null stands for all.
   *
   * @param from the first posting date
   * @param until the day after the last one
   * @param relation RETAIL, WHOLESALE or COST
   * @param tenant whose call it is
   * @param due only those of more than nothing
   */
  public record Wanted(
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      @Nullable String relation,
      @Nullable UUID tenant,
      @Nullable UUID call,
      boolean due) {}

  /**
   * What was set aside for a line of a leg.
   *
   * @param first before the leg was set up
   * @param most at its end; nothing for a carrier, who is owed
   * @param seconds that were covered
   * @param resolution SETTLED or RECOVERED
   */
  public record Held(
      Money first,
      Money most,
      long seconds,
      Instant placed,
      @Nullable Instant resolved,
      @Nullable String resolution) {}

  /**
   * A charge with what it belongs to.
   *
   * @param tenant whose call it is
   * @param day its posting date; of what cost nothing the day on which that was found, in the
   *     book's zone
   * @param held null where nobody knows any more
   */
  public record Posted(
      Charge charge, String relation, UUID tenant, LocalDate day, @Nullable Held held) {}

  private record About(UUID id, String relation, UUID tenant, LocalDate day, @Nullable Held held) {}

  /**
   * Charges, the latest first; what was charged anew, by when that was.
   *
   * @param before only those with a smaller id, or null for the newest
   */
  public List<Posted> list(Wanted wanted, @Nullable UUID before, int limit) throws SQLException {
    return read(wanted, null, before, limit);
  }

  /** One charge. */
  public Optional<Posted> find(UUID id) throws SQLException {
    return read(new Wanted(null, null, null, null, null, false), id, null, 1).stream().findFirst();
  }

  /** Nothing is recorded long before the day on which it is posted; null: any time. */
  private static @Nullable OffsetDateTime earliest(@Nullable LocalDate posted) {
    return posted == null
        ? null
        : posted.atStartOfDay(ZoneOffset.UTC).toOffsetDateTime().minus(AROUND);
  }

  private List<Posted> read(Wanted wanted, @Nullable UUID id, @Nullable UUID before, int limit)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select c.id, c.relation, coalesce(h.owner, c.tenant) as whose,
                   coalesce(t.posting_date, (c.recorded at time zone b.time_zone)::date) as day,
                   h.first_amount, h.amount, h.granted_seconds, h.placed, h.resolved, h.resolution,
                   w.currency
            from charge c
              join book b on b.tenant = c.tenant
              join wallet w on w.tenant = c.tenant and w.id = c.wallet
              left join hold h on h.id = c.leg and h.line = c.line and h.tenant = c.tenant
              left join transfer t on t.tenant = c.tenant and t.id = c.id
            where c.id = coalesce(?, c.id) and (?::uuid is null or c.id < ?)
              and (?::uuid is null or c.call = ?)
              and c.relation = coalesce(?, c.relation)
              and (?::uuid is null or coalesce(h.owner, c.tenant) = ?)
              and (c.amount > 0 or not ? and w.currency <> 'SEC')
              and (?::date is null
                   or coalesce(t.posting_date, (c.recorded at time zone b.time_zone)::date) >= ?)
              and (?::date is null
                   or coalesce(t.posting_date, (c.recorded at time zone b.time_zone)::date) < ?)
              and (?::timestamptz is null or c.recorded >= ?)
            order by c.id desc limit ?
            """)) {
      s.setObject(1, id, Types.OTHER);
      s.setObject(2, before, Types.OTHER);
      s.setObject(3, before, Types.OTHER);
      s.setObject(4, wanted.call(), Types.OTHER);
      s.setObject(5, wanted.call(), Types.OTHER);
      s.setString(6, wanted.relation());
      s.setObject(7, wanted.tenant(), Types.OTHER);
      s.setObject(8, wanted.tenant(), Types.OTHER);
      s.setBoolean(9, wanted.due());
      s.setObject(10, wanted.from(), Types.DATE);
      s.setObject(11, wanted.from(), Types.DATE);
      s.setObject(12, wanted.until(), Types.DATE);
      s.setObject(13, wanted.until(), Types.DATE);
      var recorded = earliest(wanted.from());
      s.setObject(14, recorded, Types.TIMESTAMP_WITH_TIMEZONE);
      s.setObject(15, recorded, Types.TIMESTAMP_WITH_TIMEZONE);
      s.setInt(16, limit);
      var found = new ArrayList<About>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new About(
                  row.getObject("id", UUID.class),
                  row.getString("relation"),
                  row.getObject("whose", UUID.class),
                  row.getObject("day", LocalDate.class),
                  held(row)));
        }
      }
      return posted(found);
    }
  }

  private List<Posted> posted(List<About> found) throws SQLException {
    var charges =
        new ChargeRows(connection)
            .ofIds(found.stream().map(About::id).toList()).stream()
                .collect(Collectors.toMap(Charge::id, Function.identity()));
    var posted = new ArrayList<Posted>();
    for (var about : found) {
      var charge = charges.get(about.id());
      if (charge != null) {
        posted.add(new Posted(charge, about.relation(), about.tenant(), about.day(), about.held()));
      }
    }
    return posted;
  }

  private static @Nullable Held held(ResultSet row) throws SQLException {
    var placed = row.getObject("placed", OffsetDateTime.class);
    if (placed == null) {
      return null;
    }
    var currency = Currency.of(row.getString("currency"));
    var resolved = row.getObject("resolved", OffsetDateTime.class);
    return new Held(
        Money.of(row.getLong("first_amount"), currency),
        Money.of(row.getLong("amount"), currency),
        row.getLong("granted_seconds"),
        placed.toInstant(),
        resolved == null ? null : resolved.toInstant(),
        row.getString("resolution"));
  }
}
