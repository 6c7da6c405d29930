package org.meterline.billing.rerate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the record of a call knows of a leg.
 *
 * @param number where it went, E.164; null if to no number
 * @param seconds its length, as a charge counts it; 0 if nobody answered
 * @param ended null while it is up
 */
public record RecordedLeg(@Nullable String number, long seconds, @Nullable Instant ended) {}
