package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * Sets a leg's hold to absolute totals: all of its lines or none.
 *
 * @param sequence 1, 2, 3 … within the leg; one that was seen changes nothing
 * @param totals of each line; a lower one than what is held changes nothing
 * @param proved how long the leg has been used for certain: what recovery would post
 */
public record ExtendRequest(
    UUID tenant,
    UUID leg,
    int sequence,
    List<Money> totals,
    long seconds,
    boolean last,
    Duration proved) {
  public ExtendRequest {
    totals = List.copyOf(totals);
  }
}
