package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * Sets a leg's hold to an absolute total.
 *
 * @param sequence 1, 2, 3 … within the leg; one that was seen changes nothing
 * @param proved how long the leg has been used for certain: what recovery would post
 */
public record ExtendRequest(
    UUID tenant,
    UUID leg,
    int sequence,
    Money total,
    long seconds,
    boolean last,
    Duration proved) {}
