package org.meterline.ejb.deck;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.wallet.LegHold;

/**
 * What calls were charged for, with where they went: charges from the books, numbers from the
 * record.
 */
final class ChargedLegs {
  private static final int AT_A_TIME = 5000;

  // ids begin with their milliseconds (RFC 9562, UUIDv7); those of legs charged anew, with other
  // ones
  private static final String SQL =
      """
      select case when r.prefix in ('extension', 'program') then r.prefix else l.destination end,
             h.price_start, max(c.seconds), coalesce(sum(c.amount) filter (where w.currency = 'SEC'), 0)::bigint,
             sum(c.amount - c.tax) filter (where w.currency <> 'SEC')::bigint,
             max(w.currency) filter (where w.currency <> 'SEC'), h.tax_country, c.leg, h.call,
             coalesce(d.payer, p.payer) as payer
      from hold h
        join wallet p on p.tenant = h.tenant and p.id = h.wallet
        join standing_charge c on c.tenant = h.tenant and c.call = h.call and c.leg = h.id
        join call_leg l on l.tenant = c.tenant and l.id = c.leg
        join rate r on r.tenant = c.tenant and r.deck = c.deck and r.line = c.rate
        join rate_deck d on d.tenant = c.tenant and d.id = c.deck
        join wallet w on w.tenant = c.tenant and w.id = c.wallet
      where h.id >= ? and h.id < ? and h.line = 0 and c.relation = 'RETAIL' and h.price_start is not null
        and r.prefix <> 'offer'
        -- of what a sponsor left of the price, nobody can say what another deck would have left
        and not exists (select from hold o where o.tenant = h.tenant and o.id = h.id and o.part = 'SPONSOR')
        and (?::uuid is null or coalesce(d.payer, p.payer) = ?)
      group by c.leg, 1, h.price_start, h.tax_country, h.call, coalesce(d.payer, p.payer)
      having max(c.seconds) > 0 and count(*) filter (where w.currency <> 'SEC') > 0
      """;

  private static final String BOUGHT =
      """
      select c.leg, sum(c.amount - c.tax)::bigint, w.currency
      from standing_charge c join wallet w on w.tenant = c.tenant and w.id = c.wallet
      where c.call = any (?) and c.relation = 'WHOLESALE'
      group by c.leg, w.currency
      """;

  private ChargedLegs() {}

  /**
   * A leg.
   *
   * @param to E.164, or {@code extension} or {@code program}
   * @param start when its price was agreed
   * @param bundled how many of its billed seconds bundles paid
   * @param charged before tax
   * @param payer by whose own deck it was priced, else who paid, or the first of those who did
   * @param tax whose tax it was
   */
  record Leg(
      UUID id,
      UUID call,
      String to,
      Instant start,
      long seconds,
      long bundled,
      Money charged,
      UUID payer,
      TaxPayer tax) {
    /** The ids under which the operator may have charged it. */
    List<UUID> holds() {
      return List.of(id, LegHold.bought(id), LegHold.boughtFree(id));
    }
  }

  /** Takes legs, one by one. */
  @FunctionalInterface
  interface Taker {
    void take(Leg leg) throws SQLException;
  }

  /**
   * Those of calls that began from then until then, in no order.
   *
   * @param payer who paid; null for everybody
   */
  static void read(
      Connection connection, @Nullable UUID payer, Instant since, Instant until, Taker legs)
      throws SQLException {
    try (var s = connection.prepareStatement(SQL)) {
      s.setFetchSize(AT_A_TIME);
      s.setObject(1, floor(since));
      s.setObject(2, floor(until));
      s.setObject(3, payer, Types.OTHER);
      s.setObject(4, payer, Types.OTHER);
      try (var row = s.executeQuery()) {
        while (row.next()) {
          legs.take(
              new Leg(
                  row.getObject("leg", UUID.class),
                  row.getObject("call", UUID.class),
                  row.getString(1),
                  row.getObject(2, OffsetDateTime.class).toInstant(),
                  row.getLong(3),
                  row.getLong(4),
                  Money.of(row.getLong(5), Currency.of(row.getString(6))),
                  row.getObject("payer", UUID.class),
                  tax(row.getString(7))));
        }
      }
    }
  }

  /**
   * What the operator charged for legs before tax, by the ids of its holds.
   *
   * @param connection in the operator's transaction
   */
  static Map<UUID, List<Money>> bought(Connection connection, List<Leg> legs) throws SQLException {
    try (var s = connection.prepareStatement(BOUGHT)) {
      s.setArray(
          1, connection.createArrayOf("uuid", legs.stream().map(Leg::call).distinct().toArray()));
      var found = new HashMap<UUID, List<Money>>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found
              .computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
              .add(Money.of(row.getLong(2), Currency.of(row.getString(3))));
        }
      }
      return found;
    }
  }

  private static TaxPayer tax(@Nullable String country) {
    return country == null ? TaxPayer.TENANT : new TaxPayer(country, false);
  }

  private static UUID floor(Instant at) {
    return new UUID(at.toEpochMilli() << 16, 0);
  }
}
