package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
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

  /**
   * An id is at most an hour later than what it is for, but for {@link #LATER}; a night may be an
   * hour longer.
   */
  private static final Duration BEYOND = Duration.ofHours(3);

  private static final UUID LAST = new UUID(-1, -1);

  /** In the order of the database. */
  private static final Comparator<UUID> ORDER = Comparator.comparing(UUID::toString);

  private static final String DAY =
      "coalesce(t.posting_date, (c.recorded at time zone b.time_zone)::date)";

  /** Those whose ids are of a later time than what they are for; from an id on, up to another. */
  private static final String LATER =
      """
      (select a.tenant, a.id from transfer a
       where a.call is not null
         and coalesce(uuid_extract_timestamp(a.id) - a.effective > interval '1 hour', true)
         and a.id >= ? and a.id < ?
       union all
       select a.tenant, a.id from charge a
       where a.amount = 0
         and coalesce(uuid_extract_timestamp(a.id) - a.recorded > interval '1 hour', true)
         and a.id >= ? and a.id < ?) l
        join charge c on c.tenant = l.tenant and c.id = l.id
      """;

  private static final String ALL = "charge c";

  /** A tenant's in the operator's book: each is looked up by itself, so that no others are read. */
  private static final String OF_TENANT =
      """
      charge_of_tenant o cross join lateral
        (select * from charge a where a.tenant = o.tenant and a.id = o.id offset 0) c
      """;

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
    var top = before == null ? LAST : before;
    var end = end(wanted.until());
    var found = new ArrayList<Posted>();
    if (ORDER.compare(end, top) < 0) {
      found.addAll(read(new Asked(LATER, end, top, end, top).matching(wanted), limit));
    }
    if (found.size() < limit) {
      var asked = new Asked(isNoted(wanted) ? OF_TENANT : ALL).matching(wanted);
      asked.and(asked.id() + " < ?", ORDER.compare(end, top) < 0 ? end : top);
      found.addAll(read(asked, limit - found.size()));
    }
    return found;
  }

  /** One charge. */
  public Optional<Posted> find(UUID id) throws SQLException {
    var asked = new Asked(ALL).matching(new Wanted(null, null, null, null, null, false));
    asked.and("c.id = ?", id);
    return read(asked, 1).stream().findFirst();
  }

  /** Whether it is noted which these are: those of another tenant than the book's. */
  private boolean isNoted(Wanted wanted) throws SQLException {
    if (wanted.tenant() == null || wanted.call() != null) { // a call has few
      return false;
    }
    try (var s = connection.prepareStatement("select from book where tenant = ?")) {
      s.setObject(1, wanted.tenant());
      try (var row = s.executeQuery()) {
        return !row.next();
      }
    }
  }

  /** Where from and under which conditions: put together, so that each list has its own plan. */
  private static final class Asked {
    private final String from;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values;

    /**
     * @param from in SQL, with charges as {@code c}
     * @param values what it asks for itself
     */
    Asked(String from, Object... values) {
      this.from = from;
      this.values = new ArrayList<>(List.of(values));
    }

    void and(String condition, @Nullable Object value) {
      if (value != null) {
        conditions.add(condition);
        values.add(value);
      }
    }

    /** The column by which they are in order. */
    String id() {
      return from.equals(OF_TENANT) ? "o.id" : "c.id";
    }

    Asked matching(Wanted wanted) {
      conditions.add("(c.amount > 0" + (wanted.due() ? ")" : " or w.currency <> 'SEC')"));
      and("c.call = ?", wanted.call());
      and("c.relation = ?", wanted.relation());
      and(
          from.equals(OF_TENANT) ? "o.owner = ?" : "coalesce(h.owner, c.tenant) = ?",
          wanted.tenant());
      and(DAY + " >= ?", wanted.from());
      and("c.recorded >= ?", earliest(wanted.from()));
      and(DAY + " < ?", wanted.until());
      return this;
    }
  }

  /** Nothing is recorded long before the day on which it is posted. */
  private static @Nullable OffsetDateTime earliest(@Nullable LocalDate posted) {
    return posted == null
        ? null
        : posted.atStartOfDay(ZoneOffset.UTC).toOffsetDateTime().minus(AROUND);
  }

  /** Before which id all charges of earlier days are, but for {@link #LATER}. */
  private UUID end(@Nullable LocalDate until) throws SQLException {
    if (until == null) {
      return LAST;
    }
    try (var s = connection.prepareStatement("select time_zone from book");
        var row = s.executeQuery()) {
      var zone = row.next() ? ZoneId.of(row.getString(1)) : ZoneOffset.UTC;
      return TransferId.first(until.atStartOfDay(zone).toInstant().plus(BEYOND));
    }
  }

  private List<Posted> read(Asked asked, int limit) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select c.id, c.relation, coalesce(h.owner, c.tenant) as whose, %s as day,
                   h.first_amount, h.amount, h.granted_seconds, h.placed, h.resolved, h.resolution,
                   w.currency
            from %s
              join book b on b.tenant = c.tenant
              join wallet w on w.tenant = c.tenant and w.id = c.wallet
              left join hold h on h.id = c.leg and h.line = c.line and h.tenant = c.tenant
              left join transfer t on t.tenant = c.tenant and t.id = c.id
            where %s
            order by %s desc limit ?
            """
                .formatted(DAY, asked.from, String.join(" and ", asked.conditions), asked.id()))) {
      int at = 0;
      for (var value : asked.values) {
        s.setObject(++at, value);
      }
      s.setInt(++at, limit);
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
