package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TariffRows;
import org.meterline.billing.rate.TaxRate;

/** Reads charges with their tariffs and what was posted of them. */
final class ChargeRows {
  private static final String CHARGES =
      """
      select c.id, c.call, coalesce(s.leg, c.leg) as leg, c.posting, c.wallet, w.name as wallet_name,
             p.name as payer, d.name as deck_name, d.version as deck_version,
             d.relation as deck_relation, d.payer is not null as deck_own, c.seconds, c.amount,
             c.overrun, c.tax, c.tax_country, c.tax_rate, c.trace::text as trace, c.recorded,
             w.currency as wallet_currency, t.*,
             exists (select from reversal r where r.tenant = c.tenant and r.reversed = c.id)
               as taken_back
      from charge c
        join wallet w on w.tenant = c.tenant and w.id = c.wallet
        join payer p on p.tenant = w.tenant and p.id = w.payer
        join rate_deck d on d.tenant = c.tenant and d.id = c.deck
        join tariff t on t.tenant = c.tenant and t.deck = c.deck and t.line = c.rate
        left join payer_decision s
          on s.tenant = c.tenant and s.id = c.leg  -- what a leg was handed over to
      where (c.amount <> 0 or w.currency <> 'SEC')  -- bundles that paid nothing
      """;

  private final Connection connection;

  ChargeRows(Connection connection) {
    this.connection = connection;
  }

  List<Charge> ofCalls(Collection<UUID> calls) throws SQLException {
    return read("c.call", calls);
  }

  List<Charge> ofIds(Collection<UUID> ids) throws SQLException {
    return read("c.id", ids);
  }

  private List<Charge> read(String column, Collection<UUID> values) throws SQLException {
    var charges = new ArrayList<Charge>();
    if (values.isEmpty()) {
      return charges;
    }
    try (var s =
        connection.prepareStatement(
            CHARGES + " and " + column + " = any (?) order by c.recorded, c.id")) {
      s.setArray(1, connection.createArrayOf("uuid", values.toArray()));
      var tariffs = new TariffRows();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          charges.add(charge(row, tariffs));
        }
      }
    }
    var transfers = new Ledger(connection).transfers(charges.stream().map(Charge::id).toList());
    charges.replaceAll(charge -> charge.with(transfers.get(charge.id())));
    return charges;
  }

  private static Charge charge(ResultSet row, TariffRows tariffs) throws SQLException {
    var currency = Currency.of(row.getString("wallet_currency"));
    return new Charge(
        row.getObject("id", UUID.class),
        row.getObject("call", UUID.class),
        row.getObject("leg", UUID.class),
        row.getInt("posting"),
        row.getObject("wallet", UUID.class),
        row.getString("wallet_name"),
        row.getString("payer"),
        tariffs.read(row).taxed(TaxRate.read(row)),
        row.getString("deck_name"),
        row.getInt("deck_version"),
        Charge.DeckOf.of(row.getString("deck_relation"), row.getBoolean("deck_own")),
        row.getLong("seconds"),
        Money.of(row.getLong("amount"), currency),
        Money.of(row.getLong("overrun"), currency),
        Money.of(row.getLong("tax"), currency),
        row.getString("trace"),
        row.getObject("recorded", OffsetDateTime.class).toInstant(),
        row.getBoolean("taken_back"),
        null);
  }
}
