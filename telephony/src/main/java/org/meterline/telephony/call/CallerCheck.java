package org.meterline.telephony.call;

import java.util.HashMap;
import java.util.Map;
import org.meterline.telephony.identity.Claim;
import org.meterline.telephony.identity.Verification;

/**
 * Whether the caller of a call that came in is who they say. The call waits for the answer before
 * it is taken up; the one who looks into it answers in time.
 */
final class CallerCheck {
  /** Channel variables with what came of it. */
  static final String VERSTAT = "CALLER_VERSTAT";

  static final String ATTESTATION = "CALLER_ATTESTATION";
  static final String UNVERIFIED = "CALLER_UNVERIFIED";

  private final Call call;
  private final Claim claim;

  CallerCheck(Call call) {
    this.call = call;
    this.claim = call.introduction.claim();
  }

  /** Takes the call up by {@code then}, or refuses it. */
  void before(Runnable then) {
    if (!claim.wanted()) {
      then.run();
      return;
    }
    call.elsewhere.verify(
        claim,
        found -> {
          learned(found);
          Verification.Problem problem = found.problem();
          if (problem != null && claim.strict()) {
            call.record.legBegan(call.first);
            call.refuse(Refusals.unverified(found, problem));
          } else {
            then.run();
          }
        });
  }

  private void learned(Verification found) {
    call.outgoing.verified(found, claim.identities());
    call.told.verified(found);
    call.record.callerChecked(found);
    Map<String, String> variables = new HashMap<>();
    variables.put(VERSTAT, found.status().verstat());
    variables.put(ATTESTATION, found.attestation() == null ? "" : found.attestation().name());
    variables.put(UNVERIFIED, found.problem() == null ? "" : found.problem().code());
    call.setDefaults(variables);
    call.tell();
  }
}
