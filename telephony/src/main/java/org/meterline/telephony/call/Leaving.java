package org.meterline.telephony.call;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Trunk;

/**
 * A talk that goes on without us: a far end that takes REFER is asked to call by itself (RFC 5589).
 * Until it says that it did, and if it does not, the talk goes on over us; each leg is charged
 * until its BYE.
 */
final class Leaving {
  /** Whom it tells, in the mailbox. */
  @FunctionalInterface
  interface Listener {
    /** Whether the far end has done it: a final status, told once. */
    void over(int status, String reason);
  }

  private final Call call;
  private @Nullable CallLeg asked;
  private @Nullable Listener listener;

  Leaving(Call call) {
    this.call = call;
  }

  /** The trunk of that leg, if it takes REFER. */
  Optional<Trunk> refers(CallLeg leg) {
    return call.ports.directory().trunks(call.domain).stream()
        .filter(trunk -> trunk.name().equals(leg.trunk) && trunk.refers() && trunk.speaksSip())
        .findFirst();
  }

  /**
   * The two of a talk that was transferred are connected by us. When both came over one trunk that
   * takes REFER it is asked to go on by itself; not while a program waits for the end of the talk,
   * what is said is recorded, or somebody listens.
   */
  void offer(CallLeg one, CallLeg other) {
    DialogIdentity dialog = other.dialog;
    if (one.trunk == null
        || !one.trunk.equals(other.trunk)
        || dialog == null
        || asked != null
        || call.steered()
        || call.recordings.anyOpen()
        || call.byRule.busy()
        || call.supervision.isOn()
        || refers(one).isEmpty()) {
      return;
    }
    call.record.note("asks the carrier", one.trunk + " is to go on with the talk by itself");
    ask(
        one,
        dialog.remoteTarget(),
        dialog,
        (status, reason) -> {
          if (status < 300) {
            call.end(200, "The carrier goes on with the talk by itself");
          } else if (!one.over()) {
            call.record.note("the talk stays here", status + " " + reason);
          }
        });
  }

  /**
   * Asks the far end of a leg to call somebody.
   *
   * @param to a SIP URI
   * @param replaces the dialog that the new one is to replace; null for none
   * @return false when it is asked for something already, or cannot be
   */
  boolean ask(CallLeg leg, String to, @Nullable DialogIdentity replaces, Listener told) {
    Attempt attempt = leg.attempt;
    if (asked != null || attempt == null || attempt.sip == null) {
      return false;
    }
    asked = leg;
    listener = told;
    attempt.sip.refer(to, replaces);
    return true;
  }

  void heard(CallLeg leg, int status, String reason) {
    Listener told = listener;
    if (leg != asked || told == null || status < 200) {
      return;
    }
    asked = null;
    listener = null;
    told.over(status, reason);
  }

  /** A leg is over: if it was asked, it tells no more, and another may be asked. */
  void over(CallLeg leg, String why) {
    heard(leg, 487, why);
  }
}
