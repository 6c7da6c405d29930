package org.meterline.ejb.deck;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.tax.TaxPayer;

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
             max(w.currency) filter (where w.currency <> 'SEC'), h.tax_country
      from hold h
        join standing_charge c on c.tenant = h.tenant and c.call = h.call and c.leg = h.id
        join call_leg l on l.tenant = c.tenant and l.id = c.leg
        join rate r on r.tenant = c.tenant and r.deck = c.deck and r.line = c.rate
        join wallet w on w.tenant = c.tenant and w.id = c.wallet
      where h.id >= ? and h.id < ? and h.line = 0 and c.relation = 'RETAIL' and h.price_start is not null
        and r.prefix <> 'offer'
      group by c.leg, 1, h.price_start, h.tax_country
      having max(c.seconds) > 0 and count(*) filter (where w.currency <> 'SEC') > 0
      """;

  private ChargedLegs() {}

  /** Those of calls that began from then until then, in no order. */
  static void read(Connection connection, Instant since, Instant until, Consumer<DryRun.Leg> legs)
      throws SQLException {
    try (var s = connection.prepareStatement(SQL)) {
      s.setFetchSize(AT_A_TIME);
      s.setObject(1, floor(since));
      s.setObject(2, floor(until));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          legs.accept(
              new DryRun.Leg(
                  row.getString(1),
                  row.getObject(2, OffsetDateTime.class).toInstant(),
                  row.getLong(3),
                  row.getLong(4),
                  Money.of(row.getLong(5), Currency.of(row.getString(6))),
                  payer(row.getString(7))));
        }
      }
    }
  }

  private static TaxPayer payer(@Nullable String country) {
    return country == null ? TaxPayer.TENANT : new TaxPayer(country, false);
  }

  private static UUID floor(Instant at) {
    return new UUID(at.toEpochMilli() << 16, 0);
  }
}
