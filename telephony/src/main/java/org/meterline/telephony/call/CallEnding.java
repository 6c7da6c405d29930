package org.meterline.telephony.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call, as {@link Ending} does a leg: nothing is waited for any more, its legs are closed,
 * and when the last of them is over, and the program that steered it, its record is complete.
 */
final class CallEnding {
  private static final System.Logger LOG = System.getLogger(CallEnding.class.getName());

  private final Call call;
  private final Verbs verbs;
  private int sipStatus;
  private @Nullable Refusal refusal;
  private boolean partingNow;
  private long endedNanos;

  CallEnding(Call call, Verbs verbs) {
    this.call = call;
    this.verbs = verbs;
  }

  /**
   * Begins to end it; nothing if that has begun.
   *
   * @param status what a caller who was not answered is told
   * @param cause of {@link Q850}
   * @param refused by what; null: by nothing
   */
  void begin(int status, int cause, String why, @Nullable Refusal refused) {
    if (!call.state().live()) {
      return;
    }
    sipStatus = call.callerSide.ended(status);
    refusal = refused;
    verbs.hungUp(cause);
    call.enter(CallState.ENDING, why);
    endedNanos = call.ports.time().nanos().getAsLong();
    call.elsewhere.closeAll();
    for (CallLeg leg : call.legs.all()) {
      if (!leg.over()) {
        call.ending.close(leg, status, cause, why, refused);
      }
    }
    call.calledSide.forget();
    verbs.cutAll();
    call.junction.end(why);
    call.supervision.talkOver(why);
    call.recordings.callEnded();
    Steering steering = call.steering();
    if (steering != null) {
      call.ending.quietly("telling the program", steering::callEnded);
    }
  }

  /** Looks whether there is nothing left to wait for. */
  void look() {
    if (call.state() != CallState.ENDING
        || call.steered()
        || call.recordings.anyOpen()
        || call.legs.all().stream().anyMatch(leg -> leg.state() != LegState.OVER)) {
      return;
    }
    Duration farewell = call.ports.timings().farewell();
    if (farewell.isZero()) {
      finish();
    } else if (!partingNow) {
      partingNow = true;
      call.elsewhere.after(true, farewell, this::finish);
    }
  }

  private void finish() {
    Duration talked = call.callerSide.lasted(endedNanos);
    String why = call.reason();
    call.enter(CallState.ENDED, why);
    call.ports.belonging().remove(call.id);
    call.legs.all().forEach(leg -> call.ports.belonging().remove(leg.id));
    call.record.ended(talked, sipStatus, why, refusal);
    call.legs.all().forEach(CallLeg::letGo);
  }

  /** Nobody reads its messages any more: what has not ended by then ends here. */
  void abandon() {
    if (call.state() == CallState.ENDED) {
      return;
    }
    String why = Refusals.FAULT.reason();
    LOG.log(System.Logger.Level.ERROR, "call {0}: abandoned by a fault of ours", call.id);
    call.ending.quietly("ending", () -> begin(500, Q850.ofStatus(500), why, Refusals.FAULT));
    call.ending.quietly("waiting no more", call.elsewhere::closeAll);
    call.ending.quietly("ending recordings", call.recordings::giveUp);
    call.legs.all().forEach(leg -> call.ending.abandon(leg, why));
    Steering steering = call.steering();
    if (steering != null) {
      call.ending.quietly("telling the program", steering::callEnded);
      call.ending.quietly("ending the program", steering::lose);
    }
    finish();
  }
}
