package org.meterline.web.control;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.NamedRefusal;

/**
 * Why a call, or a leg of one, was refused or ended.
 *
 * @param code a stable name, such as {@code wallet-too-low}
 * @param reason what whoever called was told of it
 * @param retry whether the same again may succeed without anything being changed
 */
public record CallRefusalView(
    @Schema(description = "A stable name, such as wallet-too-low") String code,
    String reason,
    @Schema(description = "Whether the same again may succeed with nothing changed")
        boolean retry) {
  public static @Nullable CallRefusalView of(@Nullable NamedRefusal refusal) {
    return refusal == null
        ? null
        : new CallRefusalView(refusal.code(), refusal.reason(), refusal.retry());
  }
}
