package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;

/**
 * A leg's hold with the tariff the leg started with.
 *
 * @param proved use that is certain, as the last extension told it
 * @param resolved it was settled or recovered
 * @param priceStart when the leg's price was agreed: its cost is counted from there
 */
public record LegHold(
    UUID tenant,
    UUID leg,
    UUID call,
    UUID wallet,
    Money firstAmount,
    Money amount,
    long seconds,
    boolean last,
    Duration proved,
    List<Step> steps,
    Instant placed,
    boolean resolved,
    Tariff tariff,
    Instant priceStart) {
  public LegHold {
    steps = List.copyOf(steps);
  }

  /** An extension. */
  public record Step(Instant at, int sequence, Money total, long seconds) {}
}
