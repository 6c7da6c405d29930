package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling.Referral;

/**
 * The caller's phone asks that somebody else talks to who was called, in its place (RFC 5589,
 * section 6). It stays until that one answers, or hangs up earlier: then who was called hears it
 * ring. Who pays for the new leg is asked as for any other of the caller's.
 */
final class CallerReferral implements Dialling.Listener {
  private final Call call;
  private final CallLeg stays;
  private final Referral referral;
  private @Nullable Dialling next;
  private boolean talks;
  private boolean over;

  CallerReferral(Call call, CallLeg stays, Referral referral) {
    this.call = call;
    this.stays = stays;
    this.referral = referral;
  }

  void start() {
    switch (call.ports.directory().find(call.domain, referral.to())) {
      case Destination.Unknown(String why) -> refuse(Refusals.noDestination(referral.to(), why));
      case Destination.Emergency emergency -> refuse(Refusals.EMERGENCY);
      case Destination.Program program -> refuse(Refusals.PROGRAM_IS_RUN);
      case Destination.Found found -> {
        Duration ring = call.ports.timings().ring();
        Dialling dialling =
            new Dialling(
                call,
                new Callee(referral.to(), found),
                new Dialling.Manner(ring, false, Optional.empty()),
                call.outgoing,
                this);
        next = dialling;
        call.add(dialling.leg);
        dialling.start();
      }
    }
  }

  private void refuse(Refusal why) {
    over = true;
    referral.over(why.sipStatus(), why.reason());
  }

  /** Whether somebody is called still. */
  boolean pending() {
    return !over && !talks;
  }

  /** Who waits for the leg; null if it is not the new one, or that is called no more. */
  @Nullable CallLeg waitsFor(CallLeg leg) {
    return pending() && next != null && next.leg == leg ? stays : null;
  }

  /** Another call has the place of the new one, which rang. */
  void taken(String why) {
    over = true;
    referral.over(200, "OK");
    if (next != null) {
      next.stop(200, why);
    }
    call.ending.close(call.first, 200, why);
    if (stays.media != null) {
      stays.media.stop();
    }
  }

  void giveUp(String why) {
    if (pending()) {
      over = true;
      referral.over(487, why);
      if (next != null) {
        next.stop(487, why);
      }
    }
  }

  /** Whether the leg is the new one; if so it has heard what SIP says of it. */
  boolean on(CallLeg leg, Signalling.Event event) {
    if (next == null || next.leg != leg) {
      return false;
    }
    next.on(event);
    return true;
  }

  /** The caller has hung up, and who was called waits for the new one. */
  void alone(String why) {
    call.ending.close(call.first, 200, why);
    if (stays.state() == LegState.UP && stays.media != null) {
      stays.media.play(call.nextPlay(), List.copyOf(Tones.RINGING), Duration.ZERO);
    }
  }

  @Override
  public void asking(Dialling who) {
    call.record.note("transfer", "who pays for " + who.leg.destination);
  }

  @Override
  public void calling(Dialling who) {
    call.record.note("transfer", "calling " + who.leg.destination);
  }

  @Override
  public void rings(Dialling who, boolean audible) {
    referral.rings();
  }

  /** Whom the call goes to was chosen by who transfers it. */
  @Override
  public boolean sentOn(Dialling who, List<String> to) {
    return false;
  }

  @Override
  public void pressed(Dialling who, char digit) {
    stays.sendDigit(digit);
  }

  @Override
  public void answered(Dialling who) {
    talks = true;
    referral.over(200, "OK");
    call.junction.leave(call.first, "Transferred to " + who.leg.destination);
    if (stays.media != null) {
      stays.media.stop();
    }
    if (who.leg.media != null) {
      call.bridging.beyond(who.leg.media);
    }
    call.tell();
  }

  @Override
  public void over(Dialling who, Verb.Dialled result) {
    over = true;
    if (!talks) {
      referral.over(result.sipStatus(), result.reason());
    }
    if (call.first.over()) {
      call.end(talks ? 200 : result.sipStatus(), result.reason());
    }
  }
}
