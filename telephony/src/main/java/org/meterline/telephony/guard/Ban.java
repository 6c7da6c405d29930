package org.meterline.telephony.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Nothing is taken from there.
 *
 * @param why for people
 * @param by who banned it; null: what came from there did
 * @param until null: until it is lifted
 */
public record Ban(
    Prefix source, String why, @Nullable String by, Instant since, @Nullable Instant until) {
  boolean over(Instant now) {
    return until != null && !now.isBefore(until);
  }
}
