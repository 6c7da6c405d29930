package org.meterline.telephony.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.identity.Verification;

/** What those who watch are told of a call. That they fail to hear it changes nothing. */
final class Told {
  private static final System.Logger LOG = System.getLogger(Told.class.getName());

  private final Call call;
  private final Instant began;
  private @Nullable String callee;
  private @Nullable Verification verification;

  Told(Call call) {
    this.call = call;
    this.began = call.ports.time().instant();
  }

  /** Who or what it goes to is known. */
  void goesTo(String name) {
    callee = name;
  }

  /** Whether the caller is who they say is known. */
  void verified(Verification found) {
    verification = found;
  }

  /** The call as it is now. */
  void changed(CallState state, String reason) {
    quietly(
        () ->
            call.ports
                .events()
                .changed(
                    new CallEvents.Snapshot(
                        call.id,
                        call.domain,
                        call.from,
                        call.caller,
                        call.dialled,
                        callee,
                        state,
                        reason,
                        began,
                        call.callerSide.answeredAt(),
                        call.ports.time().instant(),
                        verification)));
  }

  /** A leg is in another state. */
  void leg(CallLeg leg, String why) {
    happened(new CallEvents.Detail.Leg(leg.id, leg.incoming, leg.destination, leg.state(), why));
  }

  /** A digit was pressed at a leg. */
  void digit(CallLeg leg, char digit) {
    happened(new CallEvents.Detail.Digit(leg.id, digit));
  }

  /** Help is called for. */
  void help(CallLeg leg, Destination.Emergency emergency) {
    happened(
        new CallEvents.Detail.Emergency(
            leg.id, call.caller, emergency.number(), emergency.place()));
  }

  /** A recording began, changed or ended. */
  void recording(CallEvents.Detail.Recording recording) {
    happened(recording);
  }

  /** A rule asked for a recording. */
  void recordingRuled(CallEvents.Detail.RecordingRuled ruled) {
    happened(ruled);
  }

  private void happened(CallEvents.Detail what) {
    quietly(
        () ->
            call.ports.events().happened(call.id, call.domain, call.ports.time().instant(), what));
  }

  private void quietly(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "call " + call.id + ": nobody heard of its change", e);
    }
  }
}
