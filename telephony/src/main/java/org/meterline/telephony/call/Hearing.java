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
    if (event instanceof Signalling.Event.Message message) {
      call.record.message(leg, leg.incoming ? "caller" : "callee", message);
    }
    if (leg.over || attempt != leg.attempt) {
      if (event instanceof Signalling.Event.Answered && !leg.incoming) {
        attempt.hangUp(480, "The call is over"); // it crossed our CANCEL
      }
    } else if (leg.incoming) {
      caller(leg, event);
      call.learnDialog(leg);
    } else if (call.calledSide.on(leg, event)) {
      call.learnDialog(leg);
    }
  }

  private void caller(CallLeg leg, Signalling.Event event) {
    switch (event) {
      case Signalling.Event.Answered answered -> call.callerSide.acknowledged(answered.answer());
      case Signalling.Event.HungUp(boolean cancelled, String why) -> {
        leg.gone = true;
        call.end(487, cancelled ? "Cancelled by the caller" : why);
      }
      case Signalling.Event.Failed(int status, String why) -> call.end(status, why);
      case Signalling.Event.Offered offered -> leg.offered(offered.offer());
      case Signalling.Event.Digit(char digit) -> {
        verbs.digit(digit);
        call.calledSide.sendDigit(digit);
      }
      case Signalling.Event.Progress progress -> {}
      case Signalling.Event.Message message -> {}
    }
  }

  void audio(CallLeg leg, MediaEvent event) {
    if (leg.over) {
      return;
    }
    switch (event) {
      case MediaEvent.Digit digit -> {
        if (leg.incoming) {
          verbs.digit(digit.digit());
        }
      }
      case MediaEvent.Played played -> verbs.played(played);
      case MediaEvent.TimedOut timedOut -> {
        if (leg.answered) {
          call.end(408, "No audio came from the " + (leg.incoming ? "caller" : "callee"));
        }
      }
      case MediaEvent.Failed failed -> call.record.note("prompt skipped", failed.reason());
    }
  }
}
