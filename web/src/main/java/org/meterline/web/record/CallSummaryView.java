package org.meterline.web.record;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallSummary;
import org.meterline.ejb.record.Direction;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.identity.Attestation;
import org.meterline.telephony.identity.Verification;
import org.meterline.web.control.CallRefusalView;
import org.meterline.web.rest.MoneyView;

/**
 * A call on one line.
 *
 * @param cost in money; null if it cost none
 * @param askedBy who had it called over REST; null if somebody called
 * @param verification whether the caller is who they say; null: nobody looked into that
 * @param bundled the seconds that bundles paid; null if they paid none
 * @param refusal what refused or ended it, once it is on record; null if nothing did
 */
public record CallSummaryView(
    UUID id,
    CallState state,
    Direction direction,
    String caller,
    String dialled,
    @Nullable String callee,
    Instant began,
    @Nullable Instant answered,
    @Nullable Instant ended,
    long talkedMillis,
    @Nullable MoneyView cost,
    @Nullable MoneyView bundled,
    @Nullable Integer sipStatus,
    @Nullable String reason,
    @Schema(description = "What refused or ended the call, by name; null if nothing did")
        @Nullable CallRefusalView refusal,
    @Nullable String askedBy,
    @Nullable VerificationView verification) {
  /**
   * Whether the caller is who they say.
   *
   * @param status passed, failed or none
   * @param attestation A, B or C of a caller that was verified, if the signer gave one
   * @param problem why not, as a code; null if they are
   * @param words the same for people
   */
  public record VerificationView(
      String status, @Nullable Attestation attestation, @Nullable String problem, String words) {
    static @Nullable VerificationView of(@Nullable Verification found) {
      return found == null
          ? null
          : new VerificationView(
              found.status().name().toLowerCase(Locale.ROOT),
              found.attestation(),
              found.problem() == null ? null : found.problem().code(),
              found.words());
    }
  }

  public static CallSummaryView of(CallSummary call) {
    return new CallSummaryView(
        call.id(),
        call.state(),
        call.direction(),
        call.caller(),
        call.dialled(),
        call.callee(),
        call.began(),
        call.answered(),
        call.ended(),
        call.talkedMillis(),
        MoneyView.orNull(call.cost().money()),
        MoneyView.orNull(call.cost().bundled()),
        call.sipStatus(),
        call.reason(),
        CallRefusalView.of(call.refusal()),
        call.askedBy(),
        VerificationView.of(call.verification()));
  }
}
