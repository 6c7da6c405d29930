package org.meterline.telephony.call;

import java.util.List;
import org.meterline.telephony.call.CallAuthority.Granted;

/** Asks who pays for the caller's own leg, when a program or an application gets the caller. */
final class CallerAdmission {
  private final Call call;
  private final Runnable then;

  private CallerAdmission(Call call, Runnable then) {
    this.call = call;
    this.then = then;
  }

  /**
   * Asks; the call ends if nobody pays.
   *
   * @param name of what gets the caller, for people
   * @param then goes on when the grant is in the journal
   */
  static void of(Call call, Destination.Found to, String name, Runnable then) {
    call.enter(CallState.ASKING, "who pays for " + name);
    var admission = new CallerAdmission(call, then);
    Admission.of(call, call.first, to, List.of(), admission::admitted);
  }

  private void admitted(CallAuthority.Answer answer) {
    switch (answer) {
      case CallAuthority.Refused(Refusal why, _) -> {
        call.record.refused(why);
        call.end(why.sipStatus(), why.reason());
      }
      case Granted grant -> {
        if (!call.first.up()) {
          call.first.enter(LegState.INVITED, "granted");
        }
        call.first.payer = grant.payer();
        call.first.meter = new Meter(call, call.first, grant);
        call.record.granted(grant);
        call.record.legBegan(call.first, grant, call.elsewhere.whenDurable(this::written));
      }
    }
  }

  private void written(boolean durable) {
    if (durable) {
      then.run();
    } else {
      call.end(503, Q850.NO_RESOURCE, Refusals.JOURNAL_FULL.reason());
    }
  }
}
