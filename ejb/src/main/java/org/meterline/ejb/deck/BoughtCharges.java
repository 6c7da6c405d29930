package org.meterline.ejb.deck;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.LegHold;

/** What the operator charged a tenant for the legs of some calls, before tax that it deducts. */
final class BoughtCharges {
  private static final String SQL =
      """
      select c.leg, sum(c.amount - case when c.tax_country = ? then c.tax else 0 end)::bigint, w.currency, max(c.seconds)
      from standing_charge c join wallet w on w.tenant = c.tenant and w.id = c.wallet
      where c.call = any (?) and c.relation = 'WHOLESALE'
      group by c.leg, w.currency
      """;

  private final Map<UUID, List<Charged>> byHold = new HashMap<>();

  private BoughtCharges() {}

  /** For a whole leg, and how long that was. */
  private record Charged(Money amount, long seconds) {
    /** What falls on its seconds up to there, in whole units. */
    Money until(long second) {
      if (second >= seconds) {
        return amount;
      }
      var part =
          BigDecimal.valueOf(amount.units())
              .multiply(BigDecimal.valueOf(second))
              .divide(BigDecimal.valueOf(seconds), 0, RoundingMode.HALF_EVEN);
      return Money.of(part.longValueExact(), amount.currency());
    }
  }

  /**
   * Reads.
   *
   * @param connection in the operator's transaction
   * @param deducted the country whose tax the tenant deducts; null for none
   */
  static BoughtCharges read(
      Connection connection, Collection<UUID> calls, @Nullable String deducted)
      throws SQLException {
    var found = new BoughtCharges();
    try (var s = connection.prepareStatement(SQL)) {
      s.setString(1, deducted);
      s.setArray(2, connection.createArrayOf("uuid", calls.toArray()));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found
              .byHold
              .computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
              .add(
                  new Charged(
                      Money.of(row.getLong(2), Currency.of(row.getString(3))), row.getLong(4)));
        }
      }
    }
    return found;
  }

  /**
   * For a leg, or for a part of it by its seconds: the parts of a leg have together what it was
   * charged.
   *
   * @param age seconds of the leg before the part
   */
  List<Money> of(UUID leg, long age, long seconds) {
    return Stream.of(leg, LegHold.bought(leg), LegHold.boughtFree(leg))
        .flatMap(hold -> byHold.getOrDefault(hold, List.of()).stream())
        .map(
            charged ->
                age == 0
                    ? charged.until(seconds)
                    : charged.until(age + seconds).minus(charged.until(age)))
        .toList();
  }
}
