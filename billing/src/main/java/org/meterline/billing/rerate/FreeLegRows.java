package org.meterline.billing.rerate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.rate.TariffRows;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;

/**
 * Legs that a deck priced at nothing, in the database. Within a {@link BookTransaction} of the
 * tenant in whose book they would be charged.
 */
public final class FreeLegRows {
  // those that were taken up have holds, and are found by these
  private static final String WRONG =
      """
      select f.id, f.call, coalesce(f.owner, f.tenant) as owner, f.tenant, f.part, f.wallet,
             f.weight, f.rest, f.tax_country, f.tax_rate, f.price_start,
             w.currency as wallet_currency, t.deck, t.line, t.prefix, t.currency, t.rounding,
             t.time_zone, t.holidays, t.bands, t.tax_basis, t.tax_class, t.lines
      from (
          select g.id from free_leg g
          where g.id > ? and g.id < ? and g.line = 0 and g.deck = any (coalesce(?::uuid[], array[g.deck]))
            and g.price_start >= ? and g.price_start < ?
            and not exists (select from hold h where h.id = g.id and h.leg is not null)
          order by g.id limit ?) n
        join free_leg f on f.id = n.id
        join tariff t on t.tenant = f.tenant and t.deck = f.deck and t.line = f.rate
        left join wallet w on w.tenant = f.tenant and w.id = f.wallet
      order by f.id, f.line
      """;

  private FreeLegRows() {}

  /** Notes legs; one that is there stays as it is. */
  public static void write(Connection connection, UUID book, List<FreeLeg> legs)
      throws SQLException {
    record Row(FreeLeg leg, int number, @Nullable HoldLine line) {
      String part() {
        var part = leg.book().equals(leg.tenant()) ? Part.PAYER : Part.WHOLESALE;
        return part.name();
      }

      TaxRate tax() {
        return line == null ? TaxRate.NONE : line.tariff().tax();
      }
    }
    var rows = new ArrayList<Row>();
    for (var leg : legs) {
      for (int i = 0; i < leg.lines().size(); i++) {
        rows.add(new Row(leg, i, leg.lines().get(i)));
      }
      if (leg.lines().isEmpty()) {
        rows.add(new Row(leg, 0, null));
      }
    }
    try (var s =
        connection.prepareStatement(
            """
            insert into free_leg (tenant, id, line, owner, call, part, wallet, weight, rest, deck, rate,
                                  tax_country, tax_rate, price_start)
            select ?, id, line, owner, call, part, wallet, weight, rest, deck, rate, tax_country, tax_rate,
                   price_start
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              as f (id, line, owner, call, part, wallet, weight, rest, deck, rate, tax_country, tax_rate,
                    price_start)
            on conflict do nothing
            """)) {
      s.setObject(1, book);
      ReRatingBook.array(s, 2, "uuid", rows, r -> r.leg().id());
      ReRatingBook.array(s, 3, "smallint", rows, Row::number);
      ReRatingBook.array(
          s, 4, "uuid", rows, r -> r.leg().tenant().equals(book) ? null : r.leg().tenant());
      ReRatingBook.array(s, 5, "uuid", rows, r -> r.leg().call());
      ReRatingBook.array(s, 6, "text", rows, Row::part);
      ReRatingBook.array(s, 7, "uuid", rows, r -> r.line() == null ? null : r.line().wallet());
      ReRatingBook.array(s, 8, "integer", rows, r -> r.line() == null ? 0 : r.line().weight());
      ReRatingBook.array(s, 9, "boolean", rows, r -> r.line() != null && r.line().rest());
      ReRatingBook.array(s, 10, "uuid", rows, r -> r.leg().tariff().deck());
      ReRatingBook.array(s, 11, "integer", rows, r -> r.leg().tariff().line());
      ReRatingBook.array(
          s, 12, "text", rows, r -> r.tax().country().isEmpty() ? null : r.tax().country());
      ReRatingBook.array(s, 13, "numeric", rows, r -> r.tax().rate());
      ReRatingBook.array(s, 14, "timestamptz", rows, r -> r.leg().agreed().toString());
      s.executeUpdate();
    }
  }

  /**
   * A leg that was free by a deck that is asked for.
   *
   * @param payable its wallets are there, and have the currency of its deck
   */
  record Found(FreeLeg leg, boolean payable) {}

  /** The next of them, by id. */
  static Map<UUID, Found> next(
      Connection connection, ChargedLegRows.Wanted wanted, UUID after, int limit)
      throws SQLException {
    try (var s = connection.prepareStatement(WRONG)) {
      ChargedLegRows.bind(s, connection, wanted, after, limit);
      var found = new LinkedHashMap<UUID, Found>();
      var tariffs = new TariffRows();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var one = found(row, tariffs);
          found.merge(one.leg().id(), one, FreeLegRows::joined);
        }
      }
      return found;
    }
  }

  /** A row as a leg that one wallet would have paid for, or none. */
  private static Found found(ResultSet row, TariffRows tariffs) throws SQLException {
    var tariff = tariffs.read(row);
    var book = uuid(row, "tenant");
    var wallet = row.getObject("wallet", UUID.class);
    var lines = new ArrayList<HoldLine>();
    if (wallet != null) {
      lines.add(
          new HoldLine(
              Part.valueOf(row.getString("part")),
              book,
              wallet,
              tariff.taxed(TaxRate.read(row)),
              row.getInt("weight"),
              row.getBoolean("rest")));
    }
    return new Found(
        new FreeLeg(
            uuid(row, "id"),
            uuid(row, "call"),
            uuid(row, "owner"),
            book,
            row.getObject("price_start", OffsetDateTime.class).toInstant(),
            tariff,
            lines),
        tariff.currency().code().equals(row.getString("wallet_currency")));
  }

  private static Found joined(Found all, Found more) {
    var leg = all.leg();
    var lines = new ArrayList<>(leg.lines());
    lines.addAll(more.leg().lines());
    return new Found(
        new FreeLeg(
            leg.id(), leg.call(), leg.tenant(), leg.book(), leg.agreed(), leg.tariff(), lines),
        all.payable() && more.payable());
  }

  /**
   * Forgets notes whose price was agreed more than so many days ago, by the database's clock: the
   * oldest first, and none that a re-rating which was prepared may charge. Takes no tenant; within
   * one's transaction it forgets that one's. Answers how many rows are gone; 0 also while another
   * node is at it.
   *
   * @param days 31 at least
   * @param limit rows at once
   */
  public static int forget(Connection connection, int days, int limit) throws SQLException {
    try (var s = connection.prepareStatement("select forget_free_legs(?, ?)")) {
      s.setInt(1, days);
      s.setInt(2, limit);
      try (var row = s.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /**
   * Gives legs that are about to be posted their holds, in the same transaction. Answers those that
   * can be charged.
   */
  static Set<UUID> takeUp(
      Connection connection, UUID tenant, UUID run, Collection<Correction.Rated> legs)
      throws SQLException {
    try (var s = connection.prepareStatement("select take_up_free_legs(?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, run);
      ReRatingBook.array(s, 3, "uuid", legs, Correction.Rated::leg);
      ReRatingBook.array(s, 4, "bigint", legs, leg -> leg.lines().getFirst().due().was().seconds());
      ReRatingBook.array(
          s, 5, "timestamptz", legs, leg -> Objects.requireNonNull(leg.free()).toString());
      var taken = new HashSet<UUID>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          taken.add(row.getObject(1, UUID.class));
        }
      }
      return taken;
    }
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }
}
