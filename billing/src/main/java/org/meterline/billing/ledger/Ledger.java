package org.meterline.billing.ledger;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * Reads what was posted. Within a {@link BookTransaction}: its connection decides whose book it is.
 */
public final class Ledger {
  /** Behind all ids. */
  private static final UUID LAST = new UUID(-1, -1);

  private final Connection connection;

  public Ledger(Connection connection) {
    this.connection = connection;
  }

  /**
   * The chart of accounts with balances of all that took effect up to an instant: what had until
   * the nearest midnight, of sums by day and of what was recorded since, and what took effect
   * between. A balance that is more than one amount can hold is that account's trouble alone.
   */
  public List<Account> accounts(Instant asOf) throws SQLException {
    var summed = SummedDays.of(connection);
    var at = OffsetDateTime.ofInstant(asOf, ZoneOffset.UTC);
    var midnight = at.plusHours(12).truncatedTo(ChronoUnit.DAYS);
    boolean after = !at.isBefore(midnight);
    try (var s =
        connection.prepareStatement(
            """
            with side as (
              select account, debits, credits from balance_day
              where recorded <= ? and effective < ?
              union all
              select account, debits, credits from %1$s
              where t.recorded >= ? and t.effective < ?
              union all
              select account, ? * debits, ? * credits from %1$s
              where t.effective > ? and t.effective <= ?)
            select a.id, a.code, a.name, a.kind, a.currency,
                   coalesce(sum(s.debits), 0), coalesce(sum(s.credits), 0)
            from account a left join side s on s.account = a.id
            group by a.tenant, a.id, a.code, a.name, a.kind, a.currency
            order by a.code, a.currency
            """
                .formatted(SummedDays.SIDES))) {
      s.setObject(1, summed.through());
      s.setObject(2, midnight.toLocalDate());
      s.setObject(3, summed.end());
      s.setObject(4, midnight);
      s.setInt(5, after ? 1 : -1);
      s.setInt(6, after ? 1 : -1);
      // all that is before midnight, to the database's microsecond
      var last = midnight.minus(1, ChronoUnit.MICROS);
      s.setObject(7, after ? last : at);
      s.setObject(8, after ? at : last);
      var accounts = new ArrayList<Account>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var kind = Account.Kind.valueOf(row.getString(4));
          var currency = Currency.of(row.getString(5));
          BigDecimal debits = row.getBigDecimal(6);
          BigDecimal credits = row.getBigDecimal(7);
          var units = kind.debit() ? debits.subtract(credits) : credits.subtract(debits);
          accounts.add(
              new Account(
                  row.getInt(1),
                  row.getString(2),
                  row.getString(3),
                  kind,
                  currency,
                  units.movePointLeft(currency.scale())));
        }
      }
      return accounts;
    }
  }

  /**
   * Transfers with their moves, newest first.
   *
   * @param call only this call's, or null
   * @param account only those that touch this account, or null
   * @param before only those with a smaller id, or null for the newest
   */
  public List<Transfer> transfers(
      @Nullable UUID call, @Nullable Integer account, @Nullable UUID before, int limit)
      throws SQLException {
    if (call == null && account != null) {
      return new ArrayList<>(transfers(ofAccount(account, before, limit)).values());
    }
    try (var s =
        connection.prepareStatement(
            """
            select t.id from transfer t
            where (?::uuid is null or t.call = ?) and (?::uuid is null or t.id < ?)
              and (?::integer is null or exists (
                select from move m where m.tenant = t.tenant and m.transfer = t.id
                  and ? in (m.debit, m.credit)))
            order by t.id desc limit ?
            """)) {
      s.setObject(1, call, Types.OTHER);
      s.setObject(2, call, Types.OTHER);
      s.setObject(3, before, Types.OTHER);
      s.setObject(4, before, Types.OTHER);
      s.setObject(5, account, Types.INTEGER);
      s.setObject(6, account, Types.INTEGER);
      s.setInt(7, limit);
      return new ArrayList<>(transfers(ids(s)).values());
    }
  }

  /** By its moves: it may have few, and these long ago. */
  private List<UUID> ofAccount(int account, @Nullable UUID before, int limit) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            (select distinct transfer from move where debit = ? and transfer < ?
               order by transfer desc limit ?)
            union
            (select distinct transfer from move where credit = ? and transfer < ?
               order by transfer desc limit ?)
            order by transfer desc limit ?
            """)) {
      int at = 0;
      for (int side = 0; side < 2; side++) {
        s.setInt(++at, account);
        s.setObject(++at, before == null ? LAST : before);
        s.setInt(++at, limit);
      }
      s.setInt(++at, limit);
      return ids(s);
    }
  }

  private static List<UUID> ids(PreparedStatement s) throws SQLException {
    var ids = new ArrayList<UUID>();
    try (var row = s.executeQuery()) {
      while (row.next()) {
        ids.add(uuid(row, 1));
      }
    }
    return ids;
  }

  /** One transfer with its moves. */
  public Optional<Transfer> transfer(UUID id) throws SQLException {
    return transfers(List.of(id)).values().stream().findFirst();
  }

  /** These transfers, in the order asked. */
  Map<UUID, Transfer> transfers(Collection<UUID> ids) throws SQLException {
    var found = new LinkedHashMap<UUID, Transfer>();
    if (ids.isEmpty()) {
      return found;
    }
    var moves = new HashMap<UUID, List<Transfer.Move>>();
    var array = connection.createArrayOf("uuid", ids.toArray());
    try (var s =
        connection.prepareStatement(
            """
            select m.transfer, d.code || ' ' || d.name, c.code || ' ' || c.name, m.amount, d.currency
            from move m
              join account d on d.tenant = m.tenant and d.id = m.debit
              join account c on c.tenant = m.tenant and c.id = m.credit
            where m.transfer = any (?) order by m.transfer, m.line
            """)) {
      s.setArray(1, array);
      try (var row = s.executeQuery()) {
        while (row.next()) {
          moves
              .computeIfAbsent(uuid(row, 1), id -> new ArrayList<>())
              .add(new Transfer.Move(row.getString(2), row.getString(3), money(row, 4, 5)));
        }
      }
    }
    try (var s =
        connection.prepareStatement(
            """
            select id, recorded, effective, posting_date, kind, call, description
            from transfer where id = any (?) order by id desc
            """)) {
      s.setArray(1, array);
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var id = uuid(row, 1);
          found.put(
              id,
              new Transfer(
                  id,
                  instant(row, 2),
                  instant(row, 3),
                  row.getObject(4, LocalDate.class),
                  row.getString(5),
                  row.getObject(6, UUID.class),
                  row.getString(7),
                  moves.getOrDefault(id, List.of())));
        }
      }
    }
    return found;
  }

  /** The charges of these calls, by call; without those of bundles that paid nothing. */
  public Map<UUID, List<Charge>> charges(Collection<UUID> calls) throws SQLException {
    var found = new LinkedHashMap<UUID, List<Charge>>();
    for (var charge : new ChargeRows(connection).ofCalls(calls)) {
      found.computeIfAbsent(charge.call(), call -> new ArrayList<>()).add(charge);
    }
    return found;
  }

  /**
   * What these wallets paid for these calls; calls that cost them nothing are absent.
   *
   * @param wallets null: whoever paid
   */
  public Map<UUID, CallCost> costs(Collection<UUID> calls, @Nullable Collection<UUID> wallets)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            """
            select c.call, sum(c.amount)::bigint, w.currency
            from standing_charge c join wallet w on w.tenant = c.tenant and w.id = c.wallet
            where c.call = any (?)%s
            group by c.call, w.currency having sum(c.amount) > 0
            """
                .formatted(wallets == null ? "" : " and c.wallet = any (?)"))) {
      s.setArray(1, connection.createArrayOf("uuid", calls.toArray()));
      if (wallets != null) {
        s.setArray(2, connection.createArrayOf("uuid", wallets.toArray()));
      }
      var costs = new HashMap<UUID, CallCost>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var amount = money(row, 2, 3);
          costs.merge(
              uuid(row, 1),
              amount.currency().equals(Currency.SECONDS)
                  ? new CallCost(null, amount)
                  : new CallCost(amount, null),
              CallCost::or);
        }
      }
      return costs;
    }
  }

  private static Money money(ResultSet row, int units, int currency) throws SQLException {
    return Money.of(row.getLong(units), Currency.of(row.getString(currency)));
  }

  private static UUID uuid(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
