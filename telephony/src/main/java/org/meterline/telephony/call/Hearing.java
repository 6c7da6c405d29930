package org.meterline.telephony.call;

import org.meterline.telephony.media.MediaEvent;

/** What SIP and audio tell a call, and which of its parts each thing is for. */
final class Hearing {
  private final Call call;
  private final Verbs verbs;

  Hearing(Call call, Verbs verbs) {
    this.call = call;
    this.verbs = verbs;
  }

  void sip(Attempt attempt, Signalling.Event event) {
    CallLeg leg = attempt.leg;
    boolean caller = leg == call.callerSide.leg();
    if (event instanceof Signalling.Event.Message message) {
      call.record.message(leg, caller ? "caller" : "callee", message);
    }
    if (leg.over() || attempt != leg.attempt) {
      if (event instanceof Signalling.Event.Answered && !leg.incoming) {
        attempt.hangUp(480, "The call is over"); // it crossed our CANCEL
      } else if (event instanceof Signalling.Event.Referred(Signalling.Referral referral)) {
        referral.refuse(603, "The call is over");
      }
    } else if (event instanceof Signalling.Event.Referred(Signalling.Referral referral)
        && !call.supervision.is(leg)) {
      call.referrals.heard(leg, referral);
    } else if (event instanceof Signalling.Event.ReferTold(int status, String reason)) {
      call.leaving.heard(leg, status, reason);
    } else if (call.referrals.on(leg, event)) {
      call.learnDialog(leg);
    } else if (call.supervision.on(leg, event)) {
      call.learnDialog(leg);
    } else if (caller) {
      call.callerSide.on(event);
      call.learnDialog(leg);
    } else if (call.calledSide.on(leg, event)) {
      call.learnDialog(leg);
    }
  }

  void audio(CallLeg leg, MediaEvent event) {
    if (leg.over()) {
      return;
    }
    boolean caller = leg == call.callerSide.leg();
    if (call.supervision.is(leg)) {
      call.supervision.audio(event);
      if (leg.over()) {
        return;
      }
    }
    switch (event) {
      case MediaEvent.Digit digit -> {
        call.told.digit(leg, digit.digit());
        if (call.byRule.digit(leg, digit.digit())) {
          return;
        }
        verbs.digit(leg, digit.digit());
      }
      case MediaEvent.Played played -> {
        call.byRule.played(played);
        verbs.played(played);
        call.bridging.played(leg, played);
        call.junction.played(played);
        call.callerSide.played(played);
      }
      case MediaEvent.TimedOut timedOut -> {
        String what = "No audio came from the " + (caller ? "caller" : "callee");
        if (call.legs.callForHelp()) {
          call.record.note("silent", what); // who called for it may be unable to speak
        } else if (leg.answered() && !call.supervision.is(leg)) {
          call.end(408, what);
        }
      }
      case MediaEvent.Lost(String why) -> {
        if (!call.supervision.is(leg)) {
          lost(leg, why);
        }
      }
      case MediaEvent.Failed failed -> {
        call.record.note("prompt skipped", failed.reason());
        call.byRule.skipped(failed);
        verbs.skipped(failed);
      }
    }
    if (!caller) {
      call.calledSide.audio(leg, event);
    }
  }

  /** Nothing can be heard of that leg. Who rings is not called any more; others may ring still. */
  private void lost(CallLeg leg, String why) {
    if (call.legs.callForHelp()) {
      call.record.note("no audio", why);
    } else if (leg.dialling != null && !leg.answered()) {
      leg.dialling.unheard(why);
    } else {
      call.end(503, why);
    }
  }
}
