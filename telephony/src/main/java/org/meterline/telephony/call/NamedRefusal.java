package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;

/**
 * A refusal as the record of a call keeps it: what whoever calls may hear of it.
 *
 * @param code as {@link Refusal#code}
 * @param reason as {@link Refusal#reason}
 * @param retry whether the same again may succeed later without anything being changed
 */
public record NamedRefusal(String code, String reason, boolean retry) {
  public static @Nullable NamedRefusal of(@Nullable Refusal why) {
    return why == null ? null : new NamedRefusal(why.code(), why.reason(), why.retry());
  }
}
