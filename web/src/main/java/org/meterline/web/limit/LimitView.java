package org.meterline.web.limit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.ejb.limit.Limit;
import org.meterline.ejb.limit.Limits;
import org.meterline.web.rest.MoneyView;

/**
 * A limit of calls to the outside, and what was used of it in this hour.
 *
 * @param ceiling the operator's
 * @param user whose calls; {@code *}: each user's alone; empty: all together
 * @param destination to where; {@code *}: each alone; empty: all together
 * @param used by those who used most
 */
public record LimitView(
    UUID id,
    boolean ceiling,
    String user,
    String destination,
    @Nullable Integer calls,
    @Nullable Integer callsAtOnce,
    @Nullable MoneyView money,
    List<UsedView> used) {
  static LimitView of(Limit limit) {
    return of(new Limits.Seen(limit, List.of()));
  }

  static LimitView of(Limits.Seen seen) {
    Limit limit = seen.limit();
    return new LimitView(
        limit.id(),
        limit.ceiling(),
        limit.who(),
        limit.destination(),
        limit.calls(),
        limit.atOnce(),
        MoneyView.orNull(limit.money()),
        seen.used().stream().map(used -> UsedView.of(used, limit.money())).toList());
  }

  /**
   * @param money settled in this hour or held now; null where the limit has none
   */
  public record UsedView(
      String user, String destination, int calls, int callsNow, @Nullable MoneyView money) {
    static UsedView of(Limits.UsedBy by, @Nullable Money most) {
      return new UsedView(
          by.user(),
          by.destination(),
          by.used().calls(),
          by.used().live(),
          most == null ? null : MoneyView.of(Money.of(by.used().units(), most.currency())));
    }
  }
}
