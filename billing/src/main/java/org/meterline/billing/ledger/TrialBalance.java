package org.meterline.billing.ledger;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Currency;

/**
 * What a book's accounts were moved by between two posting dates, and what wallets held at an
 * instant. Sums are exact and may exceed what one amount can hold: decimal numbers, debits less
 * credits.
 */
public final class TrialBalance {
  /** The whole book's business of so long is soon read. */
  private static final Duration LATE = Duration.ofDays(2);

  /** By what wallets were moved after an instant. */
  private static final String SINCE =
      """
      select s.wallet, sum(s.amount) as amount
        from transfer t
          cross join lateral (
            select m.credit_wallet, m.debit_wallet, m.amount from move m
            where m.tenant = t.tenant and m.transfer = t.id offset 0) m
          cross join lateral (values (m.credit_wallet, m.amount), (m.debit_wallet, -m.amount))
            as s (wallet, amount)
        where t.effective > ? and s.wallet = any (?)
        group by s.wallet
      """;

  /** By what wallets were moved until an instant. */
  private static final String UNTIL =
      """
      select s.wallet, sum(s.amount) as amount
        from (
          select m.credit_wallet as wallet, m.amount, m.tenant, m.transfer from move m
          where m.credit_wallet is not null and m.credit_wallet = any (?)
          union all
          select m.debit_wallet, -m.amount, m.tenant, m.transfer from move m
          where m.debit_wallet is not null and m.debit_wallet = any (?)) s
          join transfer t on t.tenant = s.tenant and t.id = s.transfer
        where t.effective <= ?
        group by s.wallet
      """;

  private TrialBalance() {}

  /**
   * One account.
   *
   * @param opening debits less credits before the first day
   */
  public record Line(
      int account,
      String code,
      String name,
      Account.Kind kind,
      Currency currency,
      BigDecimal opening,
      BigDecimal debits,
      BigDecimal credits) {

    /** Debits less credits at the end of the last day. */
    public BigDecimal closing() {
      return opening.add(debits).subtract(credits);
    }
  }

  /**
   * Every account, by code and currency. Within a {@link BookTransaction}.
   *
   * @param from the first posting date
   * @param until the day after the last one
   */
  public static List<Line> read(Connection connection, LocalDate from, LocalDate until)
      throws SQLException {
    var summed = SummedDays.of(connection);
    try (var s =
        connection.prepareStatement(
            """
            with side as (
              select account, debits, credits, day < ? as before from balance_day
              where recorded <= ? and day < ?
              union all
              select account, debits, credits, t.posting_date < ? from %s
              where t.recorded >= ? and t.posting_date < ?)
            select a.id, a.code, a.name, a.kind, a.currency,
                   coalesce(sum(s.debits - s.credits) filter (where s.before), 0),
                   coalesce(sum(s.debits) filter (where not s.before), 0),
                   coalesce(sum(s.credits) filter (where not s.before), 0)
            from account a left join side s on s.account = a.id
            group by a.tenant, a.id, a.code, a.name, a.kind, a.currency
            order by a.code, a.currency
            """
                .formatted(SummedDays.SIDES))) {
      s.setObject(1, from);
      s.setObject(2, summed.through());
      s.setObject(3, until);
      s.setObject(4, from);
      s.setObject(5, summed.end());
      s.setObject(6, until);
      var lines = new ArrayList<Line>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var currency = Currency.of(row.getString(5));
          lines.add(
              new Line(
                  row.getInt(1),
                  row.getString(2),
                  row.getString(3),
                  Account.Kind.valueOf(row.getString(4)),
                  currency,
                  decimal(row.getBigDecimal(6), currency),
                  decimal(row.getBigDecimal(7), currency),
                  decimal(row.getBigDecimal(8), currency)));
        }
      }
      return lines;
    }
  }

  /**
   * What was in a wallet.
   *
   * @param account the title of its control account
   */
  public record WalletBalance(
      UUID wallet, String name, String account, Currency currency, BigDecimal balance) {}

  /**
   * These wallets with what had been posted to them by an instant, in the order asked: the sum of
   * all of an account is the control account's balance. Within a {@link BookTransaction}.
   *
   * <p>Of a little while ago it is what they have, less what took effect since in the whole book:
   * so what came before is never read. Of longer ago it is the sum of their own moves.
   *
   * @param asOf what took effect later does not count
   * @param now the time it is
   */
  public static List<WalletBalance> wallets(
      Connection connection, Instant asOf, Instant now, Collection<UUID> wallets)
      throws SQLException {
    boolean ofLate = asOf.isAfter(now.minus(LATE));
    try (var s =
        connection.prepareStatement(
            """
            with posted as (
              %s)
            select w.id, w.name, a.code || ' ' || a.name, w.currency, %s coalesce(p.amount, 0)
            from unnest(?::uuid[]) with ordinality asked (id, place)
              join wallet w on w.id = asked.id
              join account a on a.tenant = w.tenant and a.id = w.account
              left join posted p on p.wallet = w.id
            order by asked.place
            """
                .formatted(ofLate ? SINCE : UNTIL, ofLate ? "w.balance -" : ""))) {
      var ids = connection.createArrayOf("uuid", wallets.toArray());
      var at = OffsetDateTime.ofInstant(asOf, ZoneOffset.UTC);
      int next = 0;
      if (ofLate) {
        s.setObject(++next, at);
        s.setArray(++next, ids);
      } else {
        s.setArray(++next, ids);
        s.setArray(++next, ids);
        s.setObject(++next, at);
      }
      s.setArray(++next, ids);
      var balances = new ArrayList<WalletBalance>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var currency = Currency.of(row.getString(4));
          balances.add(
              new WalletBalance(
                  row.getObject(1, UUID.class),
                  row.getString(2),
                  row.getString(3),
                  currency,
                  decimal(row.getBigDecimal(5), currency)));
        }
      }
      return balances;
    }
  }

  private static BigDecimal decimal(BigDecimal units, Currency currency) {
    return units.movePointLeft(currency.scale()).setScale(currency.scale());
  }
}
