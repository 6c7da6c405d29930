package org.meterline.ejb.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;

/**
 * A leg that began, or was tried over another trunk, in a batch.
 *
 * @param at when it began
 * @param latest the last trunk it was tried over
 */
record NewLeg(
    Instant at, CallFact.LegBegan latest, @Nullable String payer, @Nullable Instant answered) {
  NewLeg(CallFact.LegBegan began) {
    this(began.at(), began, began.payer(), null);
  }

  /** The next trunk is tried for the same leg. */
  NewLeg again(NewLeg later) {
    return new NewLeg(at, later.latest, later.payer == null ? payer : later.payer, answered);
  }

  NewLeg answered(Instant when) {
    return answered == null ? new NewLeg(at, latest, payer, when) : this;
  }

  @Nullable Object[] values() {
    return new @Nullable Object[] {
      latest.leg().value(),
      latest.call().value(),
      latest.incoming(),
      latest.destination(),
      latest.trunk(),
      payer,
      at,
      answered
    };
  }
}
