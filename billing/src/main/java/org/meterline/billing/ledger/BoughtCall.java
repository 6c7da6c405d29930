package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * What a tenant paid the operator for a leg, or got back of that, as its own book says.
 *
 * @param transfer the same as in the operator's book
 * @param at when the leg ended, or when it was given back
 * @param refund the operator gave it back
 * @param takenBack the leg was charged anew: what stands of it is another
 */
public record BoughtCall(
    UUID transfer,
    String description,
    Instant at,
    Money amount,
    boolean refund,
    boolean takenBack) {

  /**
   * Of this call, the oldest first.
   *
   * @param connection in the tenant's transaction
   */
  public static List<BoughtCall> of(Connection connection, UUID call) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select t.id, t.description, t.effective, sum(m.amount)::bigint, t.currency, t.kind = 'call bought, refund',
                   exists (select from reversal r where r.tenant = t.tenant and r.reversed = t.id)
            from transfer t join move m on m.tenant = t.tenant and m.transfer = t.id
            where t.call = ? and t.kind in ('call bought', 'call bought, refund')
            group by t.tenant, t.id, t.description, t.effective, t.currency, t.kind
            order by t.effective, t.id
            """)) {
      s.setObject(1, call);
      var found = new ArrayList<BoughtCall>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new BoughtCall(
                  row.getObject(1, UUID.class),
                  row.getString(2),
                  row.getObject(3, OffsetDateTime.class).toInstant(),
                  Money.of(row.getLong(4), Currency.of(row.getString(5))),
                  row.getBoolean(6),
                  row.getBoolean(7)));
        }
      }
      return found;
    }
  }

  /** What stands of what was charged; null of none. */
  public static @Nullable Money charged(List<BoughtCall> calls) {
    return standing(calls, false);
  }

  /** What stands of what was given back; null of none. */
  public static @Nullable Money refunded(List<BoughtCall> calls) {
    return standing(calls, true);
  }

  private static @Nullable Money standing(List<BoughtCall> calls, boolean refund) {
    return calls.stream()
        .filter(call -> call.refund() == refund && !call.takenBack())
        .map(BoughtCall::amount)
        .reduce(Money::plus)
        .orElse(null);
  }

  /** What the calls cost in the end: what was charged without what was given back; null of none. */
  public static @Nullable Money total(List<BoughtCall> calls) {
    var charged = charged(calls);
    var refunded = refunded(calls);
    return charged == null || refunded == null ? charged : charged.minus(refunded);
  }
}
