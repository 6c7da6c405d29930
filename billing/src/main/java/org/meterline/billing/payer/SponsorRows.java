package org.meterline.billing.payer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TariffRows;

/**
 * Sponsors, their offers and the rule in the database, within a transaction that has named its
 * tenant.
 */
public final class SponsorRows {
  private SponsorRows() {}

  /**
   * A sponsor.
   *
   * @param active whether its offers are asked
   * @param version another one after each change; 0 of one that is yet to be written
   */
  public record Sponsor(UUID id, Payer payer, boolean active, Instant opened, long version) {
    public Sponsor(UUID id, Payer payer, boolean active, Instant opened) {
      this(id, payer, active, opened, 0);
    }
  }

  /**
   * An offer with its life.
   *
   * @param ended null while it is made
   */
  public record Made(Offer offer, boolean active, Instant made, @Nullable Instant ended) {}

  /** A tenant's own rule, and who set it. */
  public record InForce(PayerRule rule, Instant changed, String by, int version) {}

  /** The sponsors, by name. Their version is the transaction that wrote the row last. */
  public static List<Sponsor> sponsors(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement(
                """
                select s.id, s.wallet, p.name, s.active, s.opened,
                       s.xmin::text::bigint as version
                from sponsor s join payer p on p.tenant = s.tenant and p.id = s.id
                order by p.name, s.id
                """);
        var row = s.executeQuery()) {
      var found = new ArrayList<Sponsor>();
      while (row.next()) {
        found.add(
            new Sponsor(
                uuid(row, "id"),
                new Payer(uuid(row, "wallet"), row.getString("name")),
                row.getBoolean("active"),
                instant(row, "opened"),
                row.getLong("version")));
      }
      return found;
    }
  }

  /** Makes a payer that has a wallet a sponsor. */
  public static void open(Connection connection, UUID tenant, Sponsor sponsor) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "insert into sponsor (tenant, id, wallet, active, opened) values (?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, sponsor.id());
      s.setObject(3, sponsor.payer().wallet());
      s.setBoolean(4, sponsor.active());
      s.setObject(5, utc(sponsor.opened()));
      s.executeUpdate();
    }
  }

  /**
   * Lets a sponsor's offers be asked or not.
   *
   * @param read the version of the sponsor that this changes; null: whichever it is
   * @return false if there is no such sponsor, or it was changed since
   */
  public static boolean activate(
      Connection connection, UUID sponsor, boolean active, @Nullable Long read)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            update sponsor set active = ?
            where id = ? and xmin::text::bigint = coalesce(?, xmin::text::bigint)
            """)) {
      s.setBoolean(1, active);
      s.setObject(2, sponsor);
      s.setObject(3, read, Types.BIGINT);
      return s.executeUpdate() == 1;
    }
  }

  /** All offers that were ever made, the elder first. */
  public static List<Made> offers(Connection connection) throws SQLException {
    return offers(connection, false);
  }

  /** What is asked: offers that were not ended, of active sponsors. */
  public static List<Offer> asked(Connection connection) throws SQLException {
    return offers(connection, true).stream().map(Made::offer).toList();
  }

  private static List<Made> offers(Connection connection, boolean asked) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select o.id as offer, o.sponsor, o.name as offer_name, o.conditions, o.made, o.ended,
                   s.wallet, s.active, p.name as sponsor_name, t.*
            from sponsor_offer o
              join sponsor s on s.tenant = o.tenant and s.id = o.sponsor
              join payer p on p.tenant = s.tenant and p.id = s.id
              join tariff t on t.tenant = o.tenant and t.deck = o.deck
            where not ? or (o.ended is null and s.active)
            order by o.made, o.id
            """)) {
      s.setBoolean(1, asked);
      var tariffs = new TariffRows();
      var found = new ArrayList<Made>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new Made(
                  new Offer(
                      uuid(row, "offer"),
                      uuid(row, "sponsor"),
                      row.getString("offer_name"),
                      new Payer(uuid(row, "wallet"), row.getString("sponsor_name")),
                      tariffs.read(row),
                      texts(row, "conditions").map(Condition::parse).toList()),
                  row.getBoolean("active"),
                  instant(row, "made"),
                  row.getObject("ended") == null ? null : instant(row, "ended")));
        }
      }
      return found;
    }
  }

  /** Writes an offer and the deck that is its price. */
  public static void make(Connection connection, UUID tenant, Offer offer, Instant at)
      throws SQLException {
    var price = offer.price();
    deck(connection, tenant, offer.payer().name() + ": " + offer.name(), price, at);
    DeckRows.lines(connection, tenant, price.deck(), List.of(price.rate()));
    try (var s =
        connection.prepareStatement(
            """
            insert into sponsor_offer (tenant, id, sponsor, name, deck, conditions, made)
            values (?, ?, ?, ?, ?, ?, ?)
            """)) {
      s.setObject(1, tenant);
      s.setObject(2, offer.id());
      s.setObject(3, offer.sponsor());
      s.setString(4, offer.name());
      s.setObject(5, price.deck());
      s.setArray(6, connection.createArrayOf("text", offer.written().toArray()));
      s.setObject(7, utc(at));
      s.executeUpdate();
    }
  }

  private static void deck(
      Connection connection, UUID tenant, String name, Tariff price, Instant at)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into rate_deck (tenant, id, name, version, relation, currency, rounding,
              time_zone, holidays, bands, tax_basis, tax_class, valid_from, line_count)
            select ?, ?, ?, coalesce(max(version), 0) + 1, 'SPONSOR', ?, ?, ?, ?, ?, ?, ?, ?, 1
            from rate_deck where name = ?
            """)) {
      s.setObject(1, tenant);
      s.setObject(2, price.deck());
      s.setString(3, name);
      DeckRows.bind(s, 4, price.terms());
      s.setObject(11, utc(at));
      s.setString(12, name);
      s.executeUpdate();
    }
  }

  /** Ends an offer; calls that run keep it. Answers false if there is none, or it ended before. */
  public static boolean end(Connection connection, UUID offer, Instant at) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "update sponsor_offer set ended = ? where id = ? and ended is null")) {
      s.setObject(1, utc(at));
      s.setObject(2, offer);
      return s.executeUpdate() == 1;
    }
  }

  /** The tenant's own rule, if it has one. */
  public static Optional<InForce> rule(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement(
                "select steps, bid_seconds, below, changed, changed_by, version from payer_rule");
        var row = s.executeQuery()) {
      return row.next()
          ? Optional.of(
              new InForce(
                  new PayerRule(
                      texts(row, "steps").map(Step::parse).toList(),
                      row.getInt("bid_seconds"),
                      PayerRule.Below.valueOf(row.getString("below"))),
                  instant(row, "changed"),
                  row.getString("changed_by"),
                  row.getInt("version")))
          : Optional.empty();
    }
  }

  /**
   * Sets the tenant's rule in the place of the one before.
   *
   * @param read the version of that one, 0 for none; null: whichever it is
   * @return the version of what was set; empty when another one was set since
   */
  public static OptionalInt set(
      Connection connection,
      UUID tenant,
      PayerRule rule,
      Instant changed,
      String by,
      @Nullable Integer read)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into payer_rule as r (tenant, steps, bid_seconds, below, changed, changed_by)
            values (?, ?, ?, ?, ?, ?)
            on conflict (tenant) do update set steps = excluded.steps,
              bid_seconds = excluded.bid_seconds, below = excluded.below,
              changed = excluded.changed, changed_by = excluded.changed_by,
              version = r.version + 1
            where r.version = coalesce(?, r.version)
            returning r.version
            """)) {
      s.setObject(1, tenant);
      s.setArray(
          2, connection.createArrayOf("text", rule.steps().stream().map(Step::text).toArray()));
      s.setInt(3, rule.bidSeconds());
      s.setString(4, rule.below().name());
      s.setObject(5, utc(changed));
      s.setString(6, by);
      s.setObject(7, read, Types.INTEGER);
      try (var row = s.executeQuery()) {
        return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  private static Stream<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.stream((String[]) row.getArray(column).getArray());
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
